import pytest

from domain.wishes import Wish, WishKind, read_wish

BACK, AGAIN, VARY, PICK, SHOW = WishKind.BACK, WishKind.AGAIN, WishKind.VARY, WishKind.PICK, WishKind.SHOW
CANCEL, TALK, UNSURE, REFINE = WishKind.CANCEL, WishKind.TALK, WishKind.UNSURE, WishKind.REFINE

COMMANDS = [
    ("undo", Wish(BACK, number=1)),
    ("Undo!", Wish(BACK, number=1)),
    ("undo that please", Wish(BACK, number=1)),
    ("UNDO", Wish(BACK, number=1)),
    ("go back", Wish(BACK, number=1)),
    ("ok go back", Wish(BACK, number=1)),
    ("revert", Wish(BACK, number=1)),
    ("can you undo that?", Wish(BACK, number=1)),
    ("back two steps", Wish(BACK, number=2)),
    ("go back 3 steps", Wish(BACK, number=3)),
    ("two steps back", Wish(BACK, number=2)),
    ("undo the last two", Wish(BACK, number=2)),
    ("undo twice", Wish(BACK, number=2)),
    ("go back to v2", Wish(BACK, version=2)),
    ("back to version 12", Wish(BACK, version=12)),
    ("revert to v3", Wish(BACK, version=3)),
    ("go back to the original", Wish(BACK, version=1)),
    ("back to the first one", Wish(BACK, version=1)),
    ("hmm, undo that", Wish(BACK, number=1)),
    ("rückgängig", Wish(BACK, number=1)),
    ("deshacer", Wish(BACK, number=1)),
    ("again", Wish(AGAIN)),
    ("Again!", Wish(AGAIN)),
    ("try again", Wish(AGAIN)),
    ("another one", Wish(AGAIN)),
    ("redo", Wish(AGAIN)),
    ("reroll please", Wish(AGAIN)),
    ("nice, another one", Wish(AGAIN)),
    ("could you try again?", Wish(AGAIN)),
    ("v2 again", Wish(AGAIN, version=2)),
    ("redo v3", Wish(AGAIN, version=3)),
    ("nochmal", Wish(AGAIN)),
    ("otra vez", Wish(AGAIN)),
    ("encore une fois", Wish(AGAIN)),
    ("vary", Wish(VARY)),
    ("variations", Wish(VARY)),
    ("something similar", Wish(VARY)),
    ("more like this", Wish(VARY)),
    ("love it! more like this please", Wish(VARY)),
    ("vary strong", Wish(VARY, strong=True)),
    ("vary (strong)", Wish(VARY, strong=True)),
    ("something completely different", Wish(VARY, strong=True)),
    ("variations of v2", Wish(VARY, version=2)),
    ("vary v4 strong", Wish(VARY, version=4, strong=True)),
    ("give me 3 variations", Wish(VARY, number=3)),
    ("pick 2", Wish(PICK, number=2)),
    ("the second one", Wish(PICK, number=2)),
    ("The 3rd", Wish(PICK, number=3)),
    ("I'll take #3", Wish(PICK, number=3)),
    ("I\u2019ll go with the first one", Wish(PICK, number=1)),
    ("let's go with number two", Wish(PICK, number=2)),
    ("#4", Wish(PICK, number=4)),
    ("U2", Wish(PICK, number=2)),
    ("option 3", Wish(PICK, number=3)),
    ("use the second one", Wish(PICK, number=2)),
    ("use v2", Wish(PICK, version=2)),
    ("the second one but in snow", Wish(PICK, number=2, words="in snow")),
    ("show v2", Wish(SHOW, version=2)),
    ("show me the first version", Wish(SHOW, version=1)),
    ("show me v10 again", Wish(SHOW, version=10)),
    ("can I see v2?", Wish(SHOW, version=2)),
    ("show the original", Wish(SHOW, version=1)),
    ("v2", Wish(SHOW, version=2)),
    ("version 3?", Wish(SHOW, version=3)),
    ("show all versions", Wish(SHOW)),
    ("cancel", Wish(CANCEL)),
    ("Cancel that!", Wish(CANCEL)),
    ("stop", Wish(CANCEL)),
    ("stop it", Wish(CANCEL)),
    ("never mind", Wish(CANCEL)),
    ("nvm", Wish(CANCEL)),
    ("wait, stop", Wish(CANCEL)),
    ("annuler", Wish(CANCEL)),
    ("abbrechen", Wish(CANCEL)),
    ("stop, make it blue instead", Wish(CANCEL, words="make it blue instead")),
]

TALKS = [
    "nice!",
    "love it",
    "👍",
    "❤️❤️",
    "thanks",
    "Thanks so much everyone",
    "thank you easel",
    "lol",
    "hahahaha",
    "looool",
    "so niiiice",
    "hi",
    "good morning team",
    "what do you think, Tom?",
    "Tom, what do you think?",
    "shall we use this one?",
    "https://example.com/fox.png",
    "see https://example.com/make-it-blue",
    "brb",
    "I'll ask Maria",
    "wow this is amazing",
    "That's perfect, thank you!",
    "very cool!!",
    "better!",
    "much better",
    "looks good to me",
    "this is the one",
    "ship it",
    "keep it",
    "use this one",
    "I love how the sky looks",
    "love the hat on the fox",
    "who made this?",
    "why is it so dark?",
    "where is it from?",
    "is this the final one?",
    "I'm going to lunch",
    "we'll show it on Monday",
    "no worries",
    "give me a sec",
    "on my way",
    "sounds good",
    "omg stop 😂",
    "haha stop",
    "danke",
    "merci beaucoup",
    "muchas gracias",
    "super, danke!",
    "ok",
    "yes",
    "no",
    "...",
    "?",
    "+1",
    "10/10",
    "@bob can you make it blue?",
    "can you make it blue, @bob",
    "Maria, can you make it blue?",
    "can you see the cat?",
    "makes sense",
    "great job on this one",
    "not bad at all",
    "can't wait",
    "he looks like my uncle",
    "すごい",
    "спасибо",
    "do you like it?",
    "do you like it",
    "do we need a second one",
    "does it look right",
    "do something?",
    "do it",
    "do it yourself",
    "do it again tomorrow",
    "do the math",
    "do me a favor",
    "do lunch?",
    "do not touch it",
    "do something nice for Maria",
    "do something fun this weekend",
    "let's do something nice tonight",
    "do what we said",
]

UNSURES = [
    "the sky is a bit dull",
    "hmm, not sure about the hat",
    "maybe more red?",
    "could be brighter",
    "nice hat on the fox",
    "what about a red hat?",
    "how about adding a cat?",
    "should we make it darker?",
    "I think it needs more contrast",
    "too dark",
    "the hat looks weird",
    "more",
    "another one?",
    "again?",
    "undo?",
    "more red?",
    "add it to the slides",
    "put it in the deck for tomorrow",
    "Tom, make it blue",
    "the client wants it by Friday",
    "v1 with the sky of v2",
    "add the hat from v2",
    "rocket",
    "darker than I expected",
    "you forgot the cactus",
    "el cielo está aburrido",
    "ein Kaktus wäre toll",
    "夜にして",
    "nicer",
    "do something nice",
    "Do something nice!",
    "please do something cool with it",
    "can you do something nice",
    "nice, now do something fun",
    "do something about the sky",
    "do anything",
    "do whatever you want",
    "do what you like",
    "do your magic",
    "do a watercolor version",
    "do the sky in pink",
    "do it in blue",
    "do it darker",
]

REFINES = [
    ("make it night and add a rocket", "make it night and add a rocket"),
    ("more dramatic sky", "more dramatic sky"),
    ("bigger", "bigger"),
    ("without the hat", "without the hat"),
    ("in snow", "in snow"),
    ("at night", "at night"),
    ("a bit brighter", "a bit brighter"),
    ("much more red please", "much more red"),
    ("stop sign in the foreground", "stop sign in the foreground"),
    ("make the dog 4 times bigger", "make the dog 4 times bigger"),
    ("add the word 'undo' to the wall", "add the word 'undo' to the wall"),
    ('add a sign that says "Stop. Thanks."', 'add a sign that says "Stop. Thanks."'),
    ("back light on the fox", "back light on the fox"),
    ("pick up truck on the road", "pick up truck on the road"),
    ("again with a hat", "with a hat"),
    ("again but blue", "blue"),
    ("try again without the hat", "without the hat"),
    ("another tree on the left", "another tree on the left"),
    ("cancel the noise in the shadows", "cancel the noise in the shadows"),
    ("thanks, now make it blue", "make it blue"),
    ("lol add a moustache", "add a moustache"),
    ("nice! now add a hat", "add a hat"),
    ("love it, but make the sky darker", "make the sky darker"),
    ("love it but make the sky darker", "make the sky darker"),
    ("This is great. Make it night.", "Make it night"),
    ("ok cool, can you make it blue?", "make it blue"),
    ("great now add a cat", "add a cat"),
    ("👍 make it wider", "make it wider"),
    ("make it blue, thanks!", "make it blue"),
    ("make it blue 🙏", "make it blue"),
    ("please make it blue", "make it blue"),
    ("Could you please remove the cactus?", "remove the cactus"),
    ("I'd like a hat on the fox", "a hat on the fox"),
    ("can we have a red hat?", "a red hat"),
    ("let's make it darker", "make it darker"),
    ("easel, make it blue", "make it blue"),
    ("hey Easel make it blue", "make it blue"),
    ("@easel make it blue", "make it blue"),
    ("the sky more dramatic", "the sky more dramatic"),
    ("the hat should be red", "the hat should be red"),
    ("a red hat", "a red hat"),
    ("two rockets", "two rockets"),
    ("no text", "no text"),
    ("night", "night"),
    ("blue hat", "blue hat"),
    ("as a watercolor", "as a watercolor"),
    ("like a Monet painting", "like a Monet painting"),
    ("turn the fox into a wolf", "turn the fox into a wolf"),
    ("get rid of the cactus", "get rid of the cactus"),
    ("take away the moon", "take away the moon"),
    ("give the fox a hat", "give the fox a hat"),
    ("keep the fox but change the background", "keep the fox but change the background"),
    ("show more of the sky", "show more of the sky"),
    ("let it snow on the hills", "let it snow on the hills"),
    ("use warmer colors", "use warmer colors"),
    ("try a green background", "try a green background"),
    ("bring back the cactus", "bring back the cactus"),
    ("move the fox to the left", "move the fox to the left"),
    ("zoom out", "zoom out"),
    ("sharpen", "sharpen"),
    ("Make it blue. And add a cat.", "Make it blue. And add a cat"),
    ("The sky is dull. Make it dramatic.", "The sky is dull. Make it dramatic"),
    ("what do you think, Tom? Make it blue.", "Make it blue"),
    ("add a V8 engine to the car", "add a V8 engine to the car"),
    ("no, make it red", "make it red"),
    ("make it square", "make it square"),
    ("something similar but at night", "at night"),
    ("mach es blau", "mach es blau"),
    ("ohne Hut", "ohne Hut"),
    ("bitte mach den Himmel dunkler", "mach den Himmel dunkler"),
    ("ajoute un chat", "ajoute un chat"),
    ("sans le chapeau", "sans le chapeau"),
    ("añade un gato", "añade un gato"),
    ("más estrellas", "más estrellas"),
]

BASED = [
    ("v1 but in snow", Wish(REFINE, words="in snow", version=1)),
    ("V1, but in snow!", Wish(REFINE, words="in snow", version=1)),
    ("v1 in snow", Wish(REFINE, words="in snow", version=1)),
    ("on v2, add a cat", Wish(REFINE, words="add a cat", version=2)),
    ("v2: add a cat", Wish(REFINE, words="add a cat", version=2)),
    ("from version 3 make it blue", Wish(REFINE, words="make it blue", version=3)),
    ("add a cat to v2", Wish(REFINE, words="add a cat", version=2)),
    ("make v2 bluer", Wish(REFINE, words="make it bluer", version=2)),
    ("like v2 but with snow", Wish(REFINE, words="with snow", version=2)),
    ("go back to v1 and make it blue", Wish(REFINE, words="make it blue", version=1)),
    ("back to the original but at night", Wish(REFINE, words="at night", version=1)),
    ("undo that and make it wider", Wish(REFINE, words="make it wider", number=1)),
    ("undo, then add a cat", Wish(REFINE, words="add a cat", number=1)),
    ("Undo that. Make it wider.", Wish(REFINE, words="Make it wider", number=1)),
    ("go back two steps and add a cat", Wish(REFINE, words="add a cat", number=2)),
    ("thanks! on v2, add a cat", Wish(REFINE, words="add a cat", version=2)),
]


@pytest.mark.parametrize(("said", "wish"), COMMANDS + BASED)
def test_a_command_is_read_with_its_numbers(said, wish):
    assert read_wish(said) == wish


@pytest.mark.parametrize("said", TALKS)
def test_talk_costs_nothing(said):
    assert read_wish(said).kind is TALK


@pytest.mark.parametrize("said", UNSURES)
def test_what_lies_between_is_offered_with_its_words(said):
    wish = read_wish(said)
    assert wish.kind is UNSURE
    assert wish.words


@pytest.mark.parametrize(("said", "words"), REFINES)
def test_a_change_is_read_and_only_its_words_are_left(said, words):
    assert read_wish(said) == Wish(REFINE, words=words)


@pytest.mark.parametrize("said", [said for said, _ in REFINES + COMMANDS])
def test_words_to_another_person_are_talk(said):
    assert read_wish(said, addressed=True) == Wish(TALK)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("the sky is a bit dull", "the sky is a bit dull"),
        ("maybe more red?", "more red"),
        ("what about a red hat?", "a red hat"),
        ("could be brighter", "could be brighter"),
        ("夜にして", "夜にして"),
        ("сделай ночь", "сделай ночь"),
        ("कृपया रात कर दो", "कृपया रात कर दो"),
        ("lägg till en katt", "lägg till en katt"),
        ("夜にして、ロケットを追加", "夜にして、ロケットを追加"),
        ("rocket", "rocket"),
    ],
)
def test_direct_words_that_are_not_talk_refine(said, words):
    assert read_wish(said, direct=True) == Wish(REFINE, words=words)


@pytest.mark.parametrize("said", [said for said in TALKS if not said.startswith("he ")])
def test_talk_stays_talk_when_direct(said):
    assert read_wish(said, direct=True).kind is TALK


@pytest.mark.parametrize(
    "said", ["hmm, not sure about the hat", "add it to the slides", "add the hat from v2", "夜にできますか\uff1f"]
)
def test_doubts_office_matters_second_pictures_and_unknown_questions_are_offered_even_when_direct(said):
    assert read_wish(said, direct=True).kind is UNSURE


def test_spending_commands_asked_as_a_question_are_offered_and_done_when_direct():
    assert read_wish("another one?").kind is UNSURE
    assert read_wish("another one?", direct=True) == Wish(AGAIN)


def test_a_bare_number_picks_only_where_so_many_pictures_were_offered():
    assert read_wish("2", picture_count=4) == Wish(PICK, number=2)
    assert read_wish("the last one", picture_count=4) == Wish(PICK, number=4)
    assert read_wish("5", picture_count=4).kind is UNSURE
    assert read_wish("2").kind is UNSURE


def test_a_change_of_one_of_several_offered_pictures_is_not_spent_on_the_wrong_one():
    assert read_wish("make the second one blue").kind is REFINE
    assert read_wish("make the second one blue", picture_count=4).kind is UNSURE


@pytest.mark.parametrize("said", ["use this", "like this", "in this style"])
def test_words_that_point_to_an_upload_are_a_wish(said):
    assert read_wish(said, has_upload=True) == Wish(REFINE, words=said)
    assert read_wish(said).kind is not REFINE


@pytest.mark.parametrize("said", ["", " ", "\u200b", "\n\n", "!!!", "\x00"])
def test_nothing_said_is_talk(said):
    assert read_wish(said, has_upload=True) == Wish(TALK)
