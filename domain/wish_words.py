"""The words of wishes: plain tables, in lower case. English first; the commonest of German, French and Spanish."""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.strip().split("|"))


_NUMBER_WORDS: Mapping[int, tuple[str, ...]] = {
    1: ("one", "first", "1st", "once"),
    2: ("two", "second", "2nd", "twice", "zwei", "deux", "dos"),
    3: ("three", "third", "3rd", "thrice", "drei", "trois", "tres"),
    4: ("four", "fourth", "4th"),
    5: ("five", "fifth", "5th"),
    6: ("six", "sixth", "6th"),
    7: ("seven", "seventh", "7th"),
    8: ("eight", "eighth", "8th"),
    9: ("nine", "ninth", "9th"),
    10: ("ten", "tenth", "10th"),
}
NUMBERS: Mapping[str, int] = {
    **{str(number): number for number in range(1, 100)},
    **{word: number for number, words in _NUMBER_WORDS.items() for word in words},
}

BACK = _lines(
    """undo|undo it|undo that|undo this|undo please|undo last|undo the last|undo the last one|undo the last change
    |undo the last edit|undo last change|undo last edit|undo my last edit|go back|back|go back one|back one|one back
    |step back|go back a step|back a step|take it back|take that back|revert|revert it|revert that|revert this
    |revert the last change|revert last change|roll back|rollback|roll it back|previous|previous one|previous version
    |the previous one|the previous version|prior version|last version|back to the previous|back to the previous one
    |back to the previous version|go back to the previous one|go back to the previous version|back to the last one
    |go back to the last one|go back to the one before|the one before|back to before|go back to before
    |go back to how it was|put it back|put it back how it was|put it back the way it was|change it back|turn it back
    |go backwards|ctrl z|ctrl+z|cmd z|undo undo|zurück|einen zurück|einen schritt zurück|rückgängig
    |mach das rückgängig|rückgängig machen|mach rückgängig|geh zurück|vorherige version|défaire|défais
    |retour|reviens en arrière|revenir en arrière|version précédente|deshacer|deshaz|deshazlo|atrás|vuelve atrás
    |volver atrás|versión anterior|annulla|desfazer"""
)
AGAIN = _lines(
    """again|once again|once more|one more|one more time|one more try|another|another one|another try|another go
    |another take|another attempt|try again|try that again|try it again|try this again|try once more|try another
    |try another one|redo|redo it|redo that|redo this|do it again|do that again|do over|do it over|do another
    |do another one|make another|make another one|make it again|reroll|re-roll|re roll|reroll it|reroll that
    |roll again|retry|retry it|regenerate|regenerate it|regenerate that|generate again|repeat|repeat that|same again
    |run it again|run that again|give me another|give me another one|give it another go|give it another try
    |have another go|new one|new try|from scratch again|nochmal|noch mal|noch einmal|noch eins|noch eines
    |versuch es nochmal|nochmals|erneut|wiederholen|encore|encore une fois|encore un|réessaie|réessayer
    |recommence|une autre|otra vez|de nuevo|otra|otro|otra más|una más|inténtalo otra vez|hazlo otra vez
    |repite|ancora|di nuovo|de novo|mais uma vez"""
)
VARY = _lines(
    """vary|vary it|vary that|vary this|vary this one|vary please|variation|a variation|variations|variants|variant
    |more variations|some variations|a few variations|other variations|make variations|make some variations
    |make a variation|do variations|do some variations|do a variation|give me variations|give me some variations
    |give me a variation|show me variations|show me some variations|try variations|try some variations
    |something similar|similar|similar ones|more similar ones|another like this|another one like this
    |one more like this|more like this|more like that|more like this one|more like these
    |more of these|more of this|more of those|something like this|something like that|more options|other options
    |some options|more versions|other versions|different version|a different version|a slightly different version
    |another version|another variation|another variant|subtle variations|slight variations|vary subtle
    |vary slightly|vary a bit|vary a little|variationen|variante|varianten|noch varianten|ähnlich|so ähnlich
    |etwas ähnliches|mehr davon|mehr solche|des variantes|une variante|variantes|quelque chose de similaire
    |algo parecido|algo similar|variaciones|más como esta|más así|una variante"""
)
VARY_STRONG = _lines(
    """vary strong|vary strongly|vary a lot|vary more|vary it more|vary it strongly|vary it a lot|strong variation
    |strong variations|a strong variation|big variation|big variations|wild variations|wilder variations
    |bolder variations|more different|something different|something else|something completely different
    |something very different|something totally different|something quite different|completely different
    |totally different|very different|a completely different version|a very different version|surprise me
    |etwas anderes|etwas ganz anderes|ganz anders|autre chose|quelque chose de différent|algo diferente|algo distinto"""
)
CANCEL = _lines(
    """cancel|cancel it|cancel that|cancel this|cancel that one|cancel this one|cancel the job|cancel my job
    |cancel please|cancel everything|cancel all|cancel the last one|cancel the request|stop|stop it|stop that
    |stop this|stop now|stop please|please stop|stop the job|stop drawing|stop generating|stop everything|abort
    |abort it|abort that|kill it|never mind|nevermind|never mind that|nvm|forget it|forget that|forget about it
    |scrap it|scrap that|halt|don't|don't do it|don't do that|don't make it|abbrechen|stopp|halt stop|hör auf
    |vergiss es|lass es|annuler|annule|annule ça|arrête|arrêter|laisse tomber|cancelar|cancela|cancélalo|para|detente
    |déjalo|olvídalo"""
)
TALK = _lines(
    """good morning|good night|good evening|good afternoon|gm|gn|on it|on my way|in a bit|in a minute|in a moment
    |in a sec|in a second|in progress|in a meeting|in a call|in love|at last|no worries|no problem|no way|no idea
    |no thanks|no thank you|no need|no rush|no comment|with pleasure|keep it|keep this|keep that|keep this one
    |keep that one|keep it up|keep going|keep up the good work|keep it like this|keep it like that|keep it as is
    |leave it|leave it as is|leave it like this|well done|good job|great job|nice job|good work|great work
    |nice work|good stuff|good one|nice one|way to go|go on|go ahead|let's go|lets go|let's see|lets see|we'll see
    |makes sense|make sense|sounds good|sounds great|looks good|looks great|look good|looking good|looking great
    |works for me|fine by me|fair enough|good enough|good question|good point|good idea|great idea|nice try|same
    |same here|me too|me neither|i see|i know|i agree|agreed|exactly|i think so|hope so|not again|oh no not again
    |as always|as usual|as discussed|as you like|as you wish|more or less|less is more|long story|not bad
    |not bad at all|can't wait|cant wait|hang on|hold on|one sec|one second|one moment|just a sec|wait|wait a sec
    |wait a minute|give me a sec|give me a second|give me a minute|give me a moment|give it a sec|give it a minute
    |give us a sec|give us a minute|take your time|take care|see you|see ya|talk later|talk soon|brb|gtg|afk|bbl|ttyl|be right back
    |back in five|back in 5|back in a bit|back in a minute|back soon|i'm back|im back|back now|welcome back
    |turn out great|turned out great|that's it|thats it|that's the one|this is the one|this one|that one|ship it
    |chef's kiss|will do|my favorite|my favourite|big fan|huge fan|10/10|+1|you rock|you're the best|my god|oh my god
    |oh my|holy moly|holy cow|no kidding|what the|for real|for sure|of course|you're welcome|mach's gut|alles klar
    |alles gut|sehr gut|sehr schön|vielen dank|danke schön|danke dir|guten morgen|gute nacht|das ist super
    |très bien|très beau|merci beaucoup|merci bien|c'est parfait|c'est beau|c'est super|bon travail
    |muchas gracias|muy bien|muy bonito|muy lindo|me encanta|me gusta|buen trabajo|buenos días|qué bonito
    |use this one|use that one|use it|send it|send it over|post it|save it|save this|save this one|print it
    |add me|remind me|put a pin in it|make my day|make it so|make it happen|make it work|make it count|cut it out|cut the crap
    |take it easy|get some rest|go for it|go with the flow|go with it|cover for me|no doubt|without a doubt|with love
    |like a boss|more power to you|the more the better|bigger picture|the bigger picture|on the other hand|in the end
    |over and out|under review|set in stone|plus one|double check|fix that later|night all|night night|night everyone
    |red flag|more like it|same place same time|have fun|have a good one|fire away|light work|change is good
    |on second thought|on a side note|by the way|in other words|in my opinion|as far as i know|for the record
    |just in case|in any case|at least|at all|in general|no cap|no joke|no pressure|no hurry|no offense
    |take a look|check it out|check this out|look at this|look at that"""
)

PRAISE = _words(
    """nice great cool awesome amazing beautiful lovely gorgeous wonderful fantastic perfect excellent brilliant
    stunning superb sweet good better best neat rad sick epic fabulous fab incredible impressive magnificent
    marvelous marvellous terrific splendid delightful adorable cute pretty fire dope lit love loved loving adore wow
    whoa woah yay hooray woohoo bravo kudos congrats congratulations nailed approved chic slick stylish clever
    hilarious funny thanks thank thx ty tysm cheers lol lmao lmfao rofl haha hahaha hahahaha hehe heh hihi xd
    nicely beautifully wonderfully yes yeah yep yup ok okay kk sure alright right fine agreed no nope nah hmm hm oh ah
    ooh aww aw ugh oof ouch eh meh yikes damn omg wtf wth bah hi hello hey hiya howdy yo sup morning bye goodbye later
    danke merci gracias super toll schön prima klasse wunderbar genial geil cool krass hallo tschüss servus moin ja
    nein genau stimmt parfait magnifique superbe bonjour salut génial oui non bravo chouette joli belle beau
    perfecto hermoso bonito lindo genial guay vale hola sí buenas estupendo increíble precioso grazie bello bellissimo
    perfetto ciao obrigado obrigada legal lindo arigato kiitos tack takk dank bedankt mooi dziękuję спасибо круто
    привет класс супер ありがとう すごい 素敵 谢谢 太好了 很好 감사합니다 شكرا धन्यवाद"""
)
"""Each of these alone is talk; with only fillers beside it too."""

FILLERS = _words(
    """so very much really truly totally absolutely just too pretty quite that's thats that it it's its this these those
    is are was looks look looking on one ones guys all everyone everybody team folks man dude bro mate buddy lot lots a an
    the i i'm im you u we my me and of for to at such what how as always ever now already again by far way even well
    work job stuff thing picture image pic result version done out turned came came's again! job! here there oh my
    god gosh goodness everything also honestly actually indeed friend friends easel bot do does did have has dir euch
    sehr so das ist ja wirklich gut echt wieder très bien beaucoup c'est vraiment trop est muy qué está mucho es de
    todo todos this'll that'll perfect'ly little tiny bit sir madam ma'am day week weekend"""
)

OPENERS = _words(
    """lol lmao rofl haha hahaha hehe heh wow whoa woah omg oh ah ooh aww hey hi hello yo ok okay k kk thanks thx ty
    cheers yes yeah yep yup sure alright right well so and but then now also please pls plz no nope nah actually
    hmm hm um uh wait just easel bot oops whoops argh sorry danke merci gracias bitte bitte! por favor s'il ja oui sí und et y aber mais
    pero jetzt maintenant ahora cool great nice perfect awesome"""
)
"""What may stand before a wish without changing it; praise only before one that is plain."""
PLAIN_OPENERS = OPENERS - _words("cool great nice perfect awesome no nope nah so just right")

IMPERATIVES = _words(
    """add adjust age align animate apply balance blend blur bring brighten bump calm change clean cleanup
    clear close color colorize colour colourize combine convert copy correct cover crop crank cut cut-out darken
    decorate decrease deepen defocus delete desaturate dim distort double draw drop dress duplicate dye eliminate
    emphasize emphasise enhance enlarge erase exchange expand exaggerate extend fade fill fix flatten flip focus
    frame freeze get give go grow halve hide highlight illuminate improve include incorporate increase insert
    intensify introduce invert isolate keep lengthen light lighten lift lighting loosen lose lower make match melt merge
    mirror modernize modernise move mute narrow nudge offset open outline overlay paint pan paste
    place plant polish pose position pull push put raise randomize recolor recolour recreate redden redesign redraw
    reduce reflect reframe refine relight remake remove render reorder repaint rephrase replace reposition reshape
    resize restyle restore restrict rescale retain retouch reverse rework rewrite rotate round saturate scale scatter
    set shade shadow sharpen shave shift shorten shrink simplify slim smear smooth smoothen soften space
    spell spread sprinkle squeeze straighten strengthen stretch stylize stylise style substitute subtract
    surround swap switch take tear texture thicken thin tighten tilt tint tone toss transform translate translucent trim
    try turn tweak uncrop undress unblur upscale use vary warm weaken wear whiten widen wrap write zoom
    show let have

    mach mache macht machen füge ergänze setze ändere entferne lösche ersetze tausche dreh drehe färbe male zeichne
    verschiebe vergrößere verkleinere gib nimm lass stell stelle zeig
    rends ajoute ajoutez ajouter enlève enlevez enlever supprime supprimer retire remplace change changez mets mettez
    mettre fais faites faire transforme agrandis réduis déplace colorie peins
    haz hazlo haga pon ponle ponlo añade añadir agrega agregar quita quitar elimina cambia cambiar convierte mueve
    reemplaza pinta dibuja aumenta reduce
    aggiungi togli rendi metti adicione remova coloque faça сделай добавь убери измени замени"""
)
"""Verbs that begin a change; the weak ones among them are looked at again."""

MORE = _words(
    """more less fewer bigger smaller larger brighter darker lighter warmer colder cooler softer sharper blurrier
    higher lower taller shorter longer wider narrower thicker thinner closer further farther nearer redder bluer
    greener yellower pinker stronger weaker bolder younger older happier sadder scarier cuter funnier fluffier rounder
    simpler cleaner busier emptier fuller deeper quieter calmer wilder moodier sunnier cloudier foggier stormier
    snowier rainier grittier dirtier shinier glossier fancier slimmer fatter faster slower zoomed
    mehr weniger größer kleiner heller dunkler wärmer kälter bunter plus moins más menos"""
)
MUCH = _words("much way slightly somewhat bit little lot few couple even far a the some etwas viel un peu poco")
SETTINGS = _words(
    """without with in on at under over behind beside between near inside outside against above below around through
    as like no minus plus instead same only but during before after from into wearing holding riding sitting standing
    ohne mit im in bei unter auf statt kein keine sans avec dans au sous comme sin con en como bajo senza con без"""
)
"""First words of a description of how the picture should be."""
ARTICLES = _words(
    "a an another two three four five six some several many lots ein eine einen un une des una unos unas uno zwei drei"
)
DETERMINERS = ARTICLES | _words(
    "the his her its their it them him everything no more less only der die das den le la les el los las"
)

STATES = _words(
    """night nighttime daytime sunset sunrise dawn dusk noon midnight winter summer autumn spring fall snow snowy rain
    rainy fog foggy storm stormy sunny cloudy blue red green yellow orange purple pink black white brown grey gray
    gold golden silver monochrome sepia watercolor watercolour cartoon anime photorealistic realistic pixelart cyberpunk
    steampunk minimalist vintage retro noir neon pastel greyscale grayscale christmas halloween
    nacht winter sommer schnee regen nuit hiver neige noche invierno nieve"""
)
"""Single words that are a whole description of the picture."""

NOT_PICTURE = _words(
    """channel meeting slack discord email e-mail inbox deck slides slide doc docs document ticket jira repo pr
    calendar website wiki confluence notion spreadsheet invoice agenda drive file files list approval printer standup sprint deadline
    client newsletter call lunch plans site money payroll budget contract lease offsite venue workshop agency salary vacation photoshop figma indesign illustrator canva
    lightroom tomorrow yesterday tonight monday tuesday wednesday thursday friday"""
)
"""Words of the office: with them even an imperative is probably meant for a colleague."""

SPEAKERS = _words(
    "i i'm im i'll ill i've ive i'd id we we're we'll we've you you're he she they he's she's they're who"
)
FINITE = _words(
    """is isn't are aren't was were am be been has hasn't had does doesn't did didn't will won't would wouldn't could
    couldn't may might it's its that's thats there's i'm i i'll we you they he she can can't cannot works looks seems feels
    look seem feel needs think thought guess know hope wonder want wants likes liked said says
    ist sind war wäre würde est sont était serait está es son sería estaría"""
)
QUESTIONS = _words(
    """what what's whats who who's whose why when where where's which how how's is are was were am do does did has have
    will would should shall could can may might isn't aren't don't doesn't any anyone anybody
    wer was wann wo warum wie ist sind qui quoi quand où pourquoi comment est-ce qué quién cuándo dónde cómo"""
)
HEDGES = _words("maybe perhaps possibly vielleicht peut-être quizás quizá tal")
DOUBTS = _words("unsure dunno idk idek hmm hm hmmm dubious")
LAUGHTER = _words("lol lmao lmfao rofl haha hahaha hahahaha hehe heh xd")

_REQUESTS = (
    "could you please ", "can you please ", "would you please ", "could you ", "can you ", "would you ", "will you ",
    "can we have ", "could we have ", "can we get ", "can we ", "could we ", "can i get ", "could i get ", "can i have ", "could i have ", "may i have ", "i'd like you to ",
    "i would like you to ", "i want you to ", "i need you to ", "i'd like to have ", "i'd like to ", "i would like to ",
    "i'd like ", "i would like ", "i'd love to have ", "i'd love to ", "i'd love ", "i'd prefer ", "i want to ", "i want ",
    "i wanna ", "we want ", "we'd like ", "let's please ", "let's ", "lets ", "let us ", "please ", "pls ", "plz ", "bitte ",
    "kannst du bitte ", "kannst du ", "könntest du ", "ich möchte ", "ich hätte gern ", "peux-tu ", "tu peux ",
    "pouvez-vous ", "je veux ", "je voudrais ", "puedes ", "podrías ", "quiero ", "quisiera ", "por favor ",
)  # fmt: skip
REQUESTS = (*_REQUESTS, *(each.replace(" you ", " u ") for each in _REQUESTS if " you " in each))
"""What begins a request of Easel; the first that fits is the longest of its kind."""
SUGGESTIONS = (
    "what about ", "how about ", "what if ", "why not ", "should we ", "shall we ", "maybe we could ", "maybe we should ",
    "maybe you could ", "we could ", "we should ", "you could ", "you should ", "perhaps we could ", "could it be ",
    "can it be ", "could it have ", "can it have ", "could there be ", "can there be ", "wie wäre es mit ", "et si ", "y si ",
)  # fmt: skip
DO_ANY = _words("something anything whatever sth more less")
DO_ONES = _words("magic thing best worst")
"""What Easel is told to do by who leaves open how: "do something nice", "do your magic"."""
AMONG_PEOPLE = _words("for today tonight weekend week later soon together us me")
"""What tells that people have something in mind to do themselves."""
TOLD = _words(
    """my our us we they you your yourself will was were had made came went failed wants wanted remember asked told said
    moment crashed laptop deadline feature fun"""
)
"""What tells that people speak to one another: an unknown statement with one of these is offered, never spent on."""
SAYING = _words("say says saying said word words text reads reading caption title spell spelling written quote called")
VAGUE = _words("fix change make turn put set give move adjust cut tweak edit do")
"""Verbs that say nothing of how, with only "it" after them."""
GREETED = frozenset({("let", "me"), ("see", "you"), ("call", "me"), ("tell", "me"), ("ask", "me"), ("drop", "me")})
"""First two words of what people say to each other."""
LIKES = _words(
    "congrats congratulations kudos cheers love loving loved like liked liking adore enjoy enjoying dig digging loves"
)
OPINIONS = _words(
    """think feel guess need needs want wish forgot missed lost don't dont would'd prefer rather should could must miss"""
)
NOT_THINGS = _words(
    """lot bit little few moment minute second question questions thought thoughts idea ideas problem joke masterpiece
    beauty winner gem classic friend friends result results work job outcome chat break talk chance me my you your us our office
    week weekend lunch dinner sec hour hours"""
)
ADJECTIVE_TALK = _words(
    "happy glad sorry see call print send post upload share download export save congrats thank thanks not wait ready done"
)
ALONE = _words(
    """brighten darken sharpen blur colorize colourise desaturate crop flip mirror rotate zoom upscale enhance lighten
    soften simplify uncrop relight restyle invert smooth denoise unblur"""
)
WANTED_AFTER: Mapping[str, frozenset[str]] = {
    "let": _words("the him her them it"),
    "have": _words("the him her them it"),
    "show": _words("only its his her their"),
    "go": _words("with for full black dark"),
    "get": _words("rid"),
    "give": _words("it him her them everyone everything"),
    "take": _words("away out off"),
    "try": _words("with without in on at making adding changing removing using different other darker brighter")
    | STATES,
    "use": _words("more less warmer cooler brighter darker soft hard natural pastel only different other") | STATES,
    "keep": _words("only everything"),
    "close": _words("his her its their"),
    "open": _words("his her its their"),
    "light": _words("up only"),
}
"""Verbs that people also use among themselves, and the words that make them a change; a determiner does too."""
