"""What is said to move among pictures, to keep one, and to ask: back, pick, compare, save, cancel, quota, help."""

from __future__ import annotations

from domain.wish_fragments import (
    BIT,
    GIVE,
    IT,
    NUMBER,
    TAIL,
    WHY,
    joined,
)
from domain.wish_named import MARK

BACK = joined(
    rf"""
    (?:(?:(?:can|could) we )?(?:roll|go|revert|switch|change|step|take|put|bring|get|set|reset|return|restore
      |turn|jump|flip|undo)(?: {IT}| things| everything)?(?: back)? (?:to|at) (?:{MARK}|the (?:previous|last
      |earlier|older|prior) (?:one|version|step|state|picture)|how (?:it|things) (?:was|were|looked)(?: before
      | originally)?|the way it (?:was|looked)(?: before)?|before(?: that)?|where we (?:started|were)|what we had
      (?: before)?)
    |(?:restore|reinstate|bring back|get back|revert) (?:the )?(?:previous|last|earlier|prior|old) (?:one|version
      |step|state|picture)
    |put {IT} back(?: (?:how|the way) it was(?: before)?)?
    |restore {MARK}
    |(?:want|need|get|give|bring|have)(?: me| us)? the (?:old|previous|earlier|last) (?:version|one|picture) back
    |the (?:old|previous|earlier|last) (?:version|one|picture) back
    |(?:undo|revert|scrap|discard|remove|drop|lose|ditch|reverse|take out|take back) (?:the|that|my|your|this)
      (?: (?:last|latest|previous))? (?:change|edit|step)(?: again)?
    |take (?:the|that|my|your|this)(?: (?:last|latest|previous))? (?:change|edit|step) (?:back|out|away)(?: (?:out|again))?
    |(?:undo|revert|scrap|discard|take back|reverse|roll back) (?:{IT}|the last (?:change|edit|step|one|thing
      |bit)|my last (?:change|edit|step)|(?:that|the|your) (?:last )?(?:change|edit|step))
    |(?:go |take )?(?:one|a|1) (?:step|version) back(?:wards)?
    |(?:go|step|take it) back (?:one|a|1)(?: (?:step|version))?
    |(?:i|we) (?:liked|preferred) (?:it|that) (?:better |more )?before)
    """
)

AGAIN = joined(
    rf"""
    (?:(?:the )?(?:exact )?same (?:prompt|thing|words|settings)(?: again| once more| one more time| another time)?
    |(?:run|generate|render|make|do|try|roll|redo|retry|give|regenerate|rerun|re-run|repeat)(?: {IT})?
      (?: (?:again|once more|one more time|another time|over|a second time))
    |(?:re-?run|re-?roll|re-?generate|re-?do|re-?try|re-?render)(?: {IT})?(?: again| please)?
    |roll (?:the dice|it)(?: again| once more| one more time)?
    |(?:(?:do|try|have|give me|make|let's have) )?(?:another|one more|give {IT} another|give it one more|take another) (?:go|try|take|shot|attempt|roll|round
      |stab|spin|crack)
    |take two)(?: with the same (?:prompt|words|settings))?
    """
)

VARY = joined(
    rf"""
    (?:(?:{GIVE}|try |how about |just )?(?:me )?(?:{NUMBER} |few |couple of )?(?:(?:more|other|different|new|alternative|extra
      |slight|subtle|quick) ){{0,2}}(?:variations?|variants?|alternates?|alternatives?|options|versions|takes
      |directions|alts)(?: (?:of|on|for|from|to|based on) (?:{IT}|the same(?: \w+)?|the (?:old|current) one))?
      (?: (?:please|side by side))?
    |{GIVE}?{IT} (?:(?:in|a) )*(?:a few|some|{NUMBER}|several)? ?(?:different|other|more|alternative) (?:ways
      |styles|versions|variations|takes)(?: before .*)?
    |vary {IT}(?: .{{1,12}})?
    |(?:remix|riff on) {IT}
    |(?:{GIVE}?(?:{NUMBER} )?(?:more|others|ones|another(?: one)?|something) (?:like|similar to
      |along the lines of) {IT}|what else could (?:it|this|that) look like)
    |mix {IT} up{BIT}){TAIL}
    """
)

COMPARE = joined(
    rf"""
    (?:(?:compare|contrast|diff)(?: (?:{IT}|(?:all|both|the two|the three|the last two|all (?:three|four
      |of them))(?: of them| versions?)?))?(?: (?:with|to|and|against|vs\.?|versus|next to|from) (?:{IT}
      |the (?:previous|last|other|earlier|old) (?:one|version)|@[\w.-]+|each other|one another)){{0,4}}
      (?: side by side)?
    |(?:(?:show|put|see|view|line|lay|place|set|have|look at|stick|display|get|give)(?: me| us)? )?(?:{IT}|both
      |all|the two|the three|the last two|all of them|all four|all three|both versions|all versions
      |all the versions|these two|them all|the versions)(?:(?:,| and| with| vs\.?) {IT})*(?: (?:up
      |down))? (?:side by side|next to (?:{IT}|each other|one another|the (?:previous|last|other|old) (?:one
      |version))|beside (?:{IT}|each other)|alongside {IT}|together with {IT}|against {IT})
    |(?:put|show|see|lay|place|set|get)(?: me| us)? {IT} side by side (?:with|and|to) {IT}
    |side by side(?: (?:with|of|view|comparison).{{0,40}})?
    |{GIVE}?(?:an? |the )?(?:before (?:and|&|/) after|before/after|side[ -]by[ -]side|comparison)(?: (?:side by side|next to each other|view
      |comparison|shot|picture|image|of|with|between|please|to|and|{IT})){{0,6}}
    |(?:what(?:'s| is| are)?|show(?: me)?|see|spot|tell me) (?:the )?(?:differences?|changed|different)
      (?: (?:between|from|since|with|vs\.?|in|to|and|compared to|than|{IT}|the previous (?:one|version)|both
      |these two|the two|here)){{0,6}}
    |how (?:does|do) {IT} look (?:next to|compared (?:to|with)|against|beside|side by side with) {IT}
    |how (?:is|does) {IT} (?:different from|differ from|compare (?:to|with)) {IT}
    |{IT} (?:vs\.?|versus|against|next to) {IT}
    |differences? between {IT} and {IT}){TAIL}
    """
)

DESCRIBE = joined(
    rf"""
    (?:describe(?: (?:{IT}|what(?:'s| is) (?:in|on|happening in|going on in) {IT}|what you see(?: .{{1,20}})?
      |the (?:scene|image|picture|photo)))?(?: (?:for|in|to|as|briefly|in detail)\b.{{0,50}})?
    |what(?:'s| is|s)? (?:actually )?(?:in|on|happening in|going on in|shown in|depicted in|visible in) (?:{IT}
      |here)
    |what (?:does|do) {IT} (?:show|depict|contain)
    |what (?:do|can) you see(?: (?:in|on) {IT}| here)?
    |what am i looking at(?: here)?
    |(?:(?:write|give|make|generate|create|need|want|suggest|draft|come up with|get|produce|have|do|think of|add)
      (?: (?:me|us|it|{IT}))? )?(?:(?:an?|the|some|short|good|quick|nice|proper|one line|one-line|accessible
      |brief|long|detailed|decent) ){{0,3}}(?:alt[ -]?text|alt description|image description|alt tag
      |picture description)(?: (?:for|of|on|to|describing)\b.{{0,50}}| please)?
    |(?:write|give|generate|create|need|want|suggest|draft|come up with|produce|think of)(?: (?:me|us|{IT}))? (?:
      (?:an?|the|some|short|good|quick|nice|proper|one line|one-line|brief|detailed|text|funny|punchy) ){{0,3}}
      (?:captions?|descriptions?)(?: (?:for|of|to)\b.{{0,50}}| please)?
    |caption (?:{IT})(?: (?:for|in)\b.{{0,30}})?
    |tell me what(?:'s| is| you see)? (?:in|on) {IT}
    |put {IT} (?:in|into) words){TAIL}
    """
)

SAVE = joined(
    rf"""
    (?:(?:save|store|keep|file|put|add|archive|stash|move|pin|drop|send|stick)(?: {IT})? (?:(?:away )?(?:to|in
      |into|under|on) (?:the |our |my |a )?(?:[\w'-]+ )?(?:library|favou?rites?|favs|faves|collections?|folder
      |saved(?: ones| pictures)?|bookmarks|stars|starred|album|gallery|archive|shelf|keepers)(?: (?:as|under
      |called|named|with|in)\b.{{1,50}})?|as (?:an? |my )?(?:favou?rite|fave|keeper|bookmark)|for later|
      (?:for )?safe ?keeping|somewhere safe)
    |(?:save|store) {IT}(?: (?:as|under|called|with the name|by the name)(?: (?:the name
      |name))? (?!an?\b)["“']?[\w' #-]{{1,40}}["”']?)?
    |(?:star|fav|favou?rite|bookmark|heart) (?:{IT}|him|her|them)(?: please)?
    |mark {IT} as (?:an? |my )?(?:favou?rite|keeper|fave|starred|saved)
    |(?:give|put) (?:{IT} )?a star(?: (?:on|to) {IT})?
    |save {IT} as (?:an? )?(?:favou?rite|keeper)
    |(?:re)?name {IT} (?:to |as )?["“'][\w' #-]{{1,40}}["”']?){WHY}
    """
)

CANCEL = joined(
    r"""
    (?:(?:stop|cancel|abort|kill|halt|quit|drop|scrap|forget|pause|call off|end)(?: (?:generating|rendering
      |drawing|making|processing|working|painting))?(?: (?:it|that|this|them|everything|the (?:job|render
      |rendering|generation|request|picture|image|last one|current one|queue|run|upload)|(?:the|my|that|this)
      (?: (?:last|current|latest|running))? (?:job|render|request|upscale|animation|export|video|picture|generation)
      (?: (?:that's|that is|which is|you(?:'re| are))(?: still)? (?:running|making|rendering|doing|working on|going))?|my (?:last |current )?
      (?:job|request|render|picture|order)|that (?:job|render|request|one|last one|picture)|this (?:job|one
      |render|request)|(?:it|that|this) (?:one|job|render)|about (?:it|that)|it all|all of (?:it|that|them)))?
      (?: (?:now|please|right now|immediately|already|there))?
    |never ?mind(?: (?:that|it|about it|about that|then|that one|the last one|me))?
    |nvm
    |(?:don't|do not|dont|no need to|don't bother|stop)(?: (?:bother|even))?(?: (?:to|with))? ?(?:make|making
      |generate|generating|render|rendering|do|doing|draw|drawing|finish|finishing|with|continue|run|running
      |start|starting)(?: (?:it|that|this|that one|this one|the (?:picture|image|rest)|anything))?(?: (?:anymore
      |after all|then|now))?
    |changed my mind
    |i(?:'ve| have)? changed my mind
    |stop stop stop
    |actually (?:cancel|stop|never ?mind)(?: (?:it|that))?)
    """
)

QUOTA = joined(
    r"""
    (?:how (?:many|much)(?: more| of)?(?: (?:my|the|our))?(?: (?:more|free|monthly|daily)){0,3}(?: (?:pictures?
      |images?|pics?|credits?|quota|generations?|upscales?|edits?|renders?|tokens|runs|tries|attempts|goes
      |allowance|budget|prompts|shots|variations))?(?: (?:do|have|are|is|can|will|did|were|am|does|has)(?: (?:i
      |we|my team|the team|this channel|it|this|that|(?:this|that|an?|one) (?:\w+ )?(?:picture|image|upscale|edit|one|variation)))?(?: (?:still|got|get|have|make|used|use|left|remaining|generate
      |allowed|there|spent|to|a|per|cost|so|far|already|i|me|us|for|of|up|use up|run|do|go)){0,6})?(?: (?:left
      |remaining|remain|free))?(?: (?:today|this (?:week|month)|on .{1,24}|now|per (?:day|month|week)|a (?:day
      |month|week)|tonight|until .{1,16}|in total|for (?:today|now|this (?:week|month)))){0,2}
    |how much of (?:my|our|the) (?:quota|credits|allowance|limit)(?: .{1,40})?
    |how much of (?:my|our|the) budget (?:has|have|did|does) (?:this (?:thread|channel|picture)|these (?:pictures|images)|easel)
      \b.{0,40}
    |what(?:'s| is) left (?:of|on|in) (?:my|our) (?:quota|credits|allowance|limit)(?: .{1,24})?
    |when (?:does|do|will|is|are) (?:my|the|our) (?:quota|limit|credits|allowance|usage|counter|pictures|budget
      |daily limit|free (?:pictures|credits))(?: (?:limit|credits))? ?(?:reset|renew|refill|come back|back
      |refreshed?|start over|be reset|restart|roll over|going to reset)?(?: .{1,16})?
    |(?:what(?:'s| is| are|s)?|show(?: me)?|check|tell me|see|how(?:'s| is)) ?
      (?:my |our |the |is my |left of my |left on my |left in my )?(?:remaining |current |daily |monthly )?
      (?:quota|credits?|usage|balance|allowance|limits?)(?: (?:left|today|like|looking|so far|at|status
      |for (?:today|(?:the|this) (?:day|week|month))|this (?:week|month)|of my (?:quota|credits|limit)|on this plan|remaining|here|per day|right now)){0,4}
    |(?:am i|are we|have i|have we|did i|did we|is my quota|do i|do we) (?:already |almost |close to )?(?:out of
      |hit|over|near|reach(?:ed)?|used(?: up)?|run out of|running out of|have(?: any| enough)?|still have(?: any
      | enough)?|got(?: any)?|at|exceeded|up)(?: (?:my|the|our|all|any|more|of|enough)){0,4} ?(?:quota|credits?
      |limits?|pictures|images|allowance|generations|renders|used up)?(?: (?:left|remaining|today|for today
      |to .{1,30})){0,2}
    |(?:my |our |the |remaining )?(?:quota|credits left|credit balance|credits|usage)(?: (?:left|please|today
      |check|status)){0,3}
    |(?:what|how much) (?:does|do|would|will|did|is|are) (?:it|this|that|one|another one|one of these|these
      |a (?:picture|image|render|generation|variation|hd|4k|high quality|4k upscale|[\w-]+ ?(?:picture|image
      |one))|an (?:edit|upscale|image|animation|export)|each (?:one|picture|image|edit)|pictures|images|edits
      |upscales|the last one|vpic)(?: (?:going to|cost|costs|to make|run|me|us|per|use up|set me back|take
      |from my quota|to run|again|so far|each|a pop)){0,4}
    |(?:did|does|will|would) (?:that|this|it|a retry|an undo|undo|an edit|a variation|upscaling|cancelling)
      (?: one)? (?:count|cost|use|eat|come|go)(?: .{1,40})?)
    """
)

HELP = joined(
    r"""
    (?:(?:/)?help(?: me| us)?(?: (?:out|please|pls|menu|page))?
    |i need (?:some )?help(?: (?:here|please|with (?:this|it|you|easel|the bot)))?
    |(?:send|get) help
    |what (?:else )?(?:can|could|do|does) (?:you|easel|it|this(?: (?:bot|thing|tool))?|the bot|i|we) (?:do
      |actually do|ask(?: you)?(?: for)?|say|type|know|understand|make)(?: (?:here|in here|with (?:this|you|it
      |easel|a picture|pictures)|to (?:you|it)|in this (?:thread|channel)|exactly|besides .{1,30})){0,2}
    |how (?:does|do) (?:this|it|easel|you|i|we|one|the bot|that|this (?:bot|thing|tool))(?: (?:even
      |actually))? (?:work|use (?:this|you|it|easel|the bot)|get started|start|operate|do (?:this|it)
      |talk to (?:you|it|easel))(?: (?:here|exactly|anyway|again))?
    |how (?:do|can|would|should) (?:i|we|you) (?:undo|edit|upscale|go back|export|animate|save|cancel|use|start
      |make|change|download|compare|pick|crop|get|add|remove|tell you|ask|refine|star|share|name|delete|see
      |extend|do)(?: .{1,50})?
    |(?:what|which) (?:(?:image|file|picture|video) )?(?:formats?|file types?|sizes?|ratios?|aspect ratios?|styles?|languages?)
      (?: (?:do|can|does|are))? (?:you|easel|it|this bot|the bot|i)(?: can)? (?:support|export|do|make|handle|take|read|know
      |speak|offer|use|understand|accept|choose)(?: .{1,20})?
    |what(?:'s| is) the (?:biggest|largest|max(?:imum)?|highest|longest|smallest) (?:size|resolution|format|file|picture|image|video)
      (?: (?:size|length))?(?: (?:that )?(?:you|easel|it|i) (?:can|could|may) .{1,20}| possible| you support)?
    |(?:even |actually |also )(?:make|do|create|edit|export|draw|animate|read|write) (?:gifs|videos|animations|pdfs|svgs|vectors
      |text|logos|icons|photos|pictures|faces|hands|languages)
    |(?:even |actually |also )?(?:work with|support|handle|understand|read|use|edit) (?:(?:my |our )?own )?(?:photos|pictures|images
      |uploads|pdfs|svgs|raws?|gifs|videos|languages)(?: (?:i|we) (?:upload|send|took|post)(?: .{1,16})?| from .{1,16}| too)?
    |what(?: are)? (?:the |your |my )?(?:commands|options|features|functions|shortcuts|keywords)(?: (?:are there
      |do you (?:have|know|understand|take)|can i use|exist|are available|work(?: here)?|here|again|is there)){0,3}
    |(?:show|list|tell|give|see|send)(?: me| us)? (?:the |your |all the |all |a list of |what ){0,3}(?:commands?|help
      |help page|manual|instructions|features|options you have|you can do|how (?:this|it|to use (?:this|you
      |it)) ?(?:works)?|what you can do)(?: (?:please|list|menu))?
    |(?:the |your )?(?:commands|instructions|manual|user guide|how to|usage guide|guide|tutorial)(?: (?:please
      |list))?
    |what (?:do|should|can) i (?:type|say|write|do(?: now| next| here)?|ask)(?: (?:here|to .{1,30}|now|next
      |exactly))?
    |i(?:'m| am) new(?: here| to this)?,? how (?:do|does|can) .{1,40}
    |i(?:'m| am) (?:new here|lost|stuck|new to (?:this|easel)|confused)(?:.{0,40})?
    |i (?:don't|do not|dont) (?:know|get|understand) how (?:to use )?(?:this|it|that|you|easel)(?: works?)?
    |where do i (?:start|begin)
    |(?:is there|got|have you got|do you have) (?:an? |any )?(?:manual|help(?: page)?|guide|tutorial
      |list of commands|cheat ?sheet|instructions|docs|commands)(?: .{1,30})?)
    """
)

SHOW = joined(
    rf"""
    (?:(?:show|see|view|open|display|bring up|pull up|bring back up|pull|look at|find|go to|call up
      |have a look at|have another look at|post|where(?:'s| is)|repost|bring|get)(?: me| us| everyone| everybody
      | them| the team| the others)?(?: again)? (?:the )?{MARK}(?: (?:again|once more|one more time|up|up again
      |back up|full size|please|big|here|in here)){{0,4}}(?: so (?:everyone|everybody|we|i|they|the team) can .{{1,30}})?
    |(?:show|see|post|repost|bring up)(?: me| us| everyone)? (?:it|this|that|that one)(?: (?:again|once more
      |one more time|to everyone|please))
    |what did (?:the )?{MARK} look like(?: again)?
    |(?:can|could|may) (?:i|we) (?:see|look at|have a look at|get a look at) (?:the )?{MARK}(?: (?:again
      |once more|please)){{0,3}})
    """
)

PICK = joined(
    rf"""
    (?:(?:no more \w+ )?(?:i'll |i will |i'd |we'll |we |we're |i'm |we are |i am |i |my vote'?s? |my vote goes |
      )?(?:definitely |just |probably |all )?(?:pick|choose|select|use|using|keep
      |keeping|take|taking|go with|going with|going for|go for|prefer|stick with|sticking with|continue (?:with
      |from)|continuing with|carry on with|work (?:with|from)|proceed with|move (?:on|forward|ahead) with
      |switch to|settle on|vote for|votes for|is for|to|for|run with|running with|start from|build on|want|like
      |make) (?:the )?{MARK}(?: (?:best|the best|more|the most|most|as (?:the )?(?:base|final
      |winner|one|main(?: one)?)|for (?:the )?(?:final|base|next (?:step|round|edits?))|then|please|the (?:final
      |winner|base|main) (?:one|version)|from here(?: on)?|going forward|as our (?:base|final)|to (?:continue
      |work|build|go on)(?: (?:with|on|from))?)){{0,3}}
    |{MARK} is the one (?:we|i|for us|to) .{{1,30}}
    |{MARK}|{MARK}(?:'s| is| it)? (?:is|it is|the winner|the one|wins|the best(?: one)?|is best|please|for me
      |is the (?:winner|one|best(?: one)?|keeper|final)|for the win|is my favou?rite|ftw|all the way|by far))
    """
)
