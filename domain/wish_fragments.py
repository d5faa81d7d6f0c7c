"""Pieces that the patterns of operations are made of: how people name a picture, an amount, a file, a place."""

from __future__ import annotations

from domain.wish_named import MARK


def joined(text: str) -> str:
    """Return a pattern that is written over several lines as one; a line neither begins nor ends with a space."""
    return "".join(line.strip() for line in text.splitlines())


THING = joined(
    r"""
    (?:picture|image|pic|photo|photograph|version|one|shot|thing|result|render|artwork|illustration|drawing|scan
    |file|copy)
    """
)
IT = joined(
    rf"""
    (?:{MARK}|it|this|that|these|them|those|everything|(?:the|this|that|my|our|whole|entire|full|old|final|latest
    |finished) (?:whole |entire |full |old |final |latest |finished |last |current |new )?{THING})
    """
)
WHOM = joined(
    r"""
    (?:him|her|them|the (?!background|bg|backdrop)[\w'-]+(?: [\w'-]+){0,2}?|my [\w'-]+(?: [\w'-]+)?|their [\w'-]+
    |his [\w'-]+|just the [\w'-]+(?: [\w'-]+)?)
    """
)
TAIL = r"(?: (?:for|so|because|since|before|to use|as we|that we|cause|cuz|instead)\b.*)?"
WHY = r"(?: (?:(?:for (?:later|me|us|the (?:client|team|record)))|(?:so|because|since|before|cause|cuz)\b.*))?"
BIT = joined(
    r"""
    (?: (?:a (?:little |tiny )?(?:bit|little|tad|touch|lot|notch|hair|smidge)(?: more)?|slightly|some more|some
    |further|more|much|way|by .{1,20}))?
    """
)
AMOUNT = joined(
    r"""
    (?:(?:just )?(?:a (?:little bit|little|bit|tad|touch|lot|hair|smidge|notch)|slightly|much|way|even|somewhat
    |lots|far|still) )?(?:more )?
    """
)
NUMBER = r"(?:[0-9]{1,4}(?:\.[0-9])?|two|three|four|five|six|eight|ten|a couple of|a few|some|several|a bunch of)"
SCALE = joined(
    r"""
    (?:[0-9]{1,4}(?:\.[0-9])? ?x|x ?[0-9]|(?:[0-9]|two|three|four|eight) ?(?:times|fold)|twice|double|triple|quadruple|
    (?:[248]k|hd|uhd|full hd)(?: resolution)?|[0-9]{3,5} ?(?:px|pixels?|dpi|x ?[0-9]{3,5})(?: (?:wide|tall
    |high))?|[0-9]{1,3} ?(?:mp|megapixels)|(?:print|poster|billboard|wallpaper) (?:size|quality|resolution|res)
    |(?:the )?(?:max(?:imum)?|highest|full|biggest|largest)(?: (?:size|res|resolution|possible))?|as (?:big|large
    |far) as .{1,20}|a[0-6](?: size)?|(?:high|higher|hi)[ -]?res(?:olution)?)
    """
)
RESOLUTION = r"(?:resolution|res|pixels?|pixel count|dpi|megapixels)"
GIVE = joined(
    r"""
    (?:(?:give|get|make|send|do|show|need|want|have|gimme|create|produce|generate|see|grab|output|render|save
    |download|export|convert|turn)(?: me| us)?(?: please)? )
    """
)
FORMAT = r"(?:png|jpe?g|jpg|svg|webp|pdf|tiff?|avif|heic|eps|bmp|psd|vector(?: file)?)s?"
PLACE = joined(
    r"""
    (?:instagram|insta|ig|linkedin|facebook|fb|twitter|x|youtube|yt|tiktok|pinterest|slack|discord|web|website
    |print(?:ing|er|ers)?|email|story|stories|reel|reels|(?:an? |the )?(?:[\w'-]+ )?(?:story|post|reel|banner
    |header|cover|thumbnail|wallpaper|favicon|emoji|icon|avatar|profile (?:pic|picture|photo)|slide|flyer
    |poster print|business card|carousel))
    """
)
MOVING = joined(
    r"""
    (?:video(?! (?:game|call|camera|store|art|board|wall|console))|gif|clip(?! art)|animation|loop|cinemagraph
    |boomerang|movie(?! (?:poster|theater|theatre|star|still))|mp4|motion graphic|live photo|live wallpaper)
    """
)
DAMAGE = joined(
    r"""
    (?:scratch(?:es)?|grain(?:iness)?|noise|(?:jpe?g |compression )?artifacts?|(?:jpe?g |compression )?artefacts?
    |compression|blur(?:riness)?|fading|dust(?: spots?)?|damage|creases?|tears?|rips?|stains?|cracks?|pixelation
    |pixelization|haze|red[ -]?eyes?|specks?|folds?|fold lines?|water damage|water stains?|blemishes|banding
    |jaggies|yellowing|motion blur|blurry bits?|faded colou?rs)
    """
)
DAMAGES = joined(
    rf"""
    (?:(?:the|all|this|that|these|those|any|of|its|some|old|ugly|horrible|awful|bad) ){{0,3}}{DAMAGE}(?:(?:,? and|,
    | or)(?: the)? {DAMAGE})*
    """
)
COLOURLESS = joined(
    r"""
    (?:black[ -]and[ -]white|black & white|black n white|b ?& ?w|b/w|bw|gr[ea]y ?scale|monochrome|mono|sepia
    (?: tones?)?)
    """
)
TONE = joined(
    r"""
    (?:contrast|brightness|saturation|exposure|warmth|vibrance|vibrancy|highlights|shadows|colou?r temperature
    |temperature|gamma|sharpness|clarity|levels|blacks|whites|hue)
    """
)
TONED = joined(
    r"""
    (?:brighter|darker|lighter|warmer|cooler|colder|sharper|crisper|contrasty|contrast|saturated|saturation|vibrant
    |less (?:saturated|saturation|contrast|contrasty|bright|dark|warm|yellow|blue|red|green|orange|vibrant
    |exposed)|more (?:contrast|saturated|saturation|vibrant|contrasty|exposure|brightness|warmth))
    """
)
SIDE = r"(?:top|bottom|left|right|left hand|right hand|upper|lower|edges?|sides?|borders?|margins?|corners?)"
SPACE = joined(
    r"""
    (?:space|room|canvas|headroom|padding|breathing room|copy space|negative space|margin|bleed|scenery
    |surroundings)
    """
)
BACKGROUND = r"(?:background|bg|backdrop|back ground)"
CHANGED = joined(
    r"""
    (?:blurr(?:y|ed|ier)|dark(?:er)?|light(?:er)?|bright(?:er)?|soft(?:er)?|busy|busier|sharp(?:er)?|clean(?:er)?
    |more|less|warmer|cooler|colou?rful|in|the|no|without|this|that|its|love|like|nice|great|good|cool|bad|too|of
    |to|from|old|is|was|transparent|same|whole|remove|add|what|my|your|our|his|her|their|such|which|whose|any
    |every|amazing|lovely|beautiful|gorgeous|perfect|weird|boring|ugly|i|we|you|he|she|they|are|has|have|had|not
    |think|thing|put|change)
    """
)
PLAIN = joined(
    r"""
    (?:white|black|gr[ea]y|blue|red|green|yellow|orange|pink|purple|beige|cream|teal|navy|plain|solid|studio
    |gradient|pastel|neutral|simple|brown|gold|silver|turquoise|lavender)
    """
)
SCENE = joined(
    r"""
    (?:beach|forest|city|mountains?|sunset|sunrise|desert|ocean|sea|sky|snow|snowy|office|park|garden|kitchen|brick
    |wood|wooden|marble|concrete|night|space|galaxy|jungle|street|skyline|lake|field|autumn|winter|summer
    |christmas|halloween|tropical|abstract|urban|bokeh|stone|velvet|paper|starry|underwater|rooftop)
    """
)
