import pytest

from domain.wishes import WishKind, read_wish

CHANGES = """
make the background a bit more blurry
remove the second tree
swap the cactus for a palm tree
can you put a small boat on the lake?
the fox should look happier
less saturated
make everything more colorful and bright
add my dog to the picture
change her hair to red
could you maybe make it a little darker?
now as an oil painting
and a moon
with a full moon in the sky
put "Happy Birthday Tom" on the banner
I want it to be night
I want the sky to be purple
turn it into a cartoon
zoom in on the fox's face
add rain please and thank you
awesome, but can you remove the text at the bottom
perfect! just make the hat red
wow. ok now add snow
replace background with Paris
darker
a different background
same scene in winter
more stars, fewer clouds
put the hat back on the fox
let's try it at night
make him smile
cut the tail off
Remove the watermark.
fix the hands
make the letters bigger and center them
give it a vintage look
a few more birds
lose the hat
change the time of day to dawn
flip it horizontally
no clouds
add two more rockets and a dog wearing sunglasses
try it in blue
make the stop sign say "undo"
draw a cat next to it
make it look like a photo
I'd prefer a darker sky
add lol in big letters
yes, and make the moon bigger
make the cancel button red
let the fox hold a cup of coffee
snow everywhere
sunset instead of noon
make it pop
more contrast!!
add a coffee cup on the table
extend it to the left
now make it night
instead of a rocket, a balloon
"""

TALK_OR_OPINION = """
that's awesome lol
great stuff, thank you all
haha the fox looks so confused
who wants coffee?
I like it
I really like the colors
this is exactly what I wanted
Good one!
lunch?
morning all
did anyone see the game last night?
are we good to go?
can someone send this to Tom?
does this work for the campaign?
Looks great, Maria!
I'm not a fan of the style
it's perfect
let me check with the client
will do
see you tomorrow
what prompt did you use?
ok thanks
congrats on the launch!
we should ask legal first
nope
wow wow wow
how did you do that
hahaha that hat
good night
isn't it lovely?
😂😂😂
love the red hat and the sunset
you're amazing
cool cool cool
that is one weird fox
let's use this for the homepage
guys, which one do you prefer?
I'd go with the blue one
meeting in 5
I showed it to my mom
a bit too dark maybe
the rocket feels off
the hat is too big
not sure I like the sky
what if the fox had wings?
it needs more snow
could use some more light
I miss the cactus
wouldn't a cat be nicer?
the first one was better
colors are off
sky too bright
hmm
the moon?
"""

SAID_AMONG_COLLEAGUES = """
give it up for Anna!
make my day
cut it out
set up a call with the agency
draw your own conclusions
move it to the shared drive
send me the file
let me know what you think
get some rest
have a nice weekend
take it easy
try harder lol
keep me posted
go for it
go home
go with the flow
drop me a message
light work
cover for me please
change is good
cut the crap
close enough
clear
fix it
change it
without a doubt
no doubt
no kidding
no more meetings
with love
in my opinion it's fine
as far as I know that's right
on second thought
at the office
like a boss
a classic
a real beauty
some people love it
two of us like it
more like it
more power to you
bigger picture
the more the better
for the record I like it
add that to the list
add it to my calendar
bring it to the meeting
blue monday
fall is coming
night all
night night
good night everyone
fire!
red flag
black and white thinking
in the end it's great
on the other hand
see you in the morning
the dog ate my homework on the train
trouble in paradise
back in the office
happy with the result
meeting in the big room
use it in the deck
use this for the poster
print this on a mug
i want to print this
i want to go home
i'd like to thank you all
can you believe it?
can you open the file?
can we have a chat?
could you send it to me?
would you look at that
please approve
please someone call Tom
let's move on
let's keep it
let's have lunch
can you make it to the party?
will you make it tonight?
I can make it at 5
make it so
make it happen
you can make it
turn it up!
freeze!
hide your kids
wish you were here
Tom and I made it in the park
look at the sky in the background
what a hat
replace me
focus
repeat after me
set in stone
plus one
same place same time
in 5 minutes
at 3pm
by the way, great
around noon works
over and out
under review
during lunch
before I forget, thanks
after lunch
"""


@pytest.mark.parametrize("said", CHANGES.strip().splitlines())
def test_a_change_is_not_missed(said):
    assert read_wish(said).kind is WishKind.REFINE
    assert read_wish(said, direct=True).kind is WishKind.REFINE


@pytest.mark.parametrize("said", (TALK_OR_OPINION + SAID_AMONG_COLLEAGUES.lstrip()).strip().splitlines())
def test_nothing_is_spent_on_what_colleagues_say(said):
    assert read_wish(said).kind in (WishKind.TALK, WishKind.UNSURE)


@pytest.mark.parametrize("said", (TALK_OR_OPINION + SAID_AMONG_COLLEAGUES.lstrip()).strip().splitlines())
def test_what_speaks_to_another_person_is_talk(said):
    assert read_wish(said, addressed=True).kind is WishKind.TALK


@pytest.mark.parametrize("said", ["v0", "v10000", "v99999", "show v0", "go back to v123456", "on v0, make it blue"])
def test_versions_out_of_range_are_not_read(said):
    assert read_wish(said).version is None
