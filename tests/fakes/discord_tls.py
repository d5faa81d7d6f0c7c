"""Discord's real host names, served on loopback by ``tests.fakes.tls``."""

API, GATEWAY, CDN, MEDIA = "discord.com", "gateway.discord.gg", "cdn.discordapp.com", "media.discordapp.net"
HOSTS = (API, GATEWAY, CDN, MEDIA)
