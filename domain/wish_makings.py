"""What is said to make something else of a picture: enlarge it, cut it out, extend, restore, adjust, export it."""

from __future__ import annotations

from domain.wish_fragments import (
    AMOUNT,
    BACKGROUND,
    BIT,
    CHANGED,
    COLOURLESS,
    DAMAGES,
    FORMAT,
    GIVE,
    IT,
    MOVING,
    NUMBER,
    PLACE,
    PLAIN,
    RESOLUTION,
    SCALE,
    SCENE,
    SIDE,
    SPACE,
    TAIL,
    THING,
    TONE,
    TONED,
    WHOM,
    joined,
)
from domain.wish_named import MARK

UPSCALE = joined(
    rf"""
    (?:(?:upscale|upsize|up-?res|uprez|super-?res|upsample|enlarge|blow up|scale up|up-?rez)(?: {IT})?(?: up)?
      (?: (?:by |to |at |a |by a factor of )?{SCALE})?(?: (?:please|again))?
    |upscaled(?: {SCALE})?
    |(?:blow|scale|size|bump|res) {IT} up(?: (?:by |to |at )?{SCALE})?
    |{SCALE} (?:{IT}|upscale|bigger|larger|{RESOLUTION}|size|the size|the {RESOLUTION}|version|enlargement|upres)
    |[0-9](?:\.[0-9])? ?x
    |x ?[0-9]
    |[48]k
    |{GIVE}?(?:(?:an?|the|some|at|in) )?(?:upscaled?|bigger|larger|high(?:er)?[ -]?res(?:olution)?|hi[ -]?res|4k
      |8k|hd|2x|4x|print[ -]size|upscaled {SCALE}|full[ -]?hd) (?:version|copy|one|picture|image|render|upscale
      |file)(?: of {IT})?
    |(?:increase|boost|bump(?: up)?|raise|double|triple|quadruple|improve|up|max(?: out)?|crank up|more|higher
      |better|upgrade) (?:the |its |in )?(?:image )?{RESOLUTION}(?: (?:of {IT}|up|to {SCALE}|by {SCALE}|please)){{0,3}}
    |(?:make|get|bring|take|want|need|have|render|do) {IT} (?:(?:much|way|even|a lot|a bit|at least|up|about) )?
      (?:(?:to|at|in|into) )?(?:{SCALE} )?(?:bigger|larger|huge|high(?:er)?[ -]?res(?:olution)?|hi[ -]?res|
      (?:in )?4k|8k|hd|{SCALE}|double the size|big enough .{{1,40}}|large enough .{{1,40}})(?: (?:version|size
      |please))?
    |(?:get|bump|push|bring) {IT} (?:up )?to {SCALE}
    |(?:print|poster|billboard) (?:quality|resolution|res)
    |{IT} (?:(?:much|way|even|a lot) )?(?:bigger|larger|(?:in|at|to) {SCALE})
    |make {IT} {SCALE} as (?:big|large|wide)(?: as .{{1,20}})?
    |(?:in|to|at|into) (?:4k|8k|hd|hi-?res|high(?:er)? res(?:olution)?|print (?:size|quality|resolution))
    |upscale(?:d)? {SCALE}
    |super resolution){TAIL}
    """
)

CUT_OUT = joined(
    rf"""
    (?:(?:remove|delete|erase|drop|lose|strip|ditch|take|knock|kill|get rid of|cut|clear|mask|scrap|rm|wipe
      |strip out|cut out|mask out|take away|take out|take off|knock out
      |drop out) (?:the |its |all the |all of the |that |this |out the |away the |her |his |my )?
      (?:whole |entire |messy |ugly |old )?{BACKGROUND}(?: (?:from|of|in|on|behind) (?:{IT}|{WHOM}))?(?: (?:out
      |away|entirely|completely|off|please))?
    |{GIVE}?(?:{IT} |{WHOM} )?(?:(?:but|and|just|only) )?(?:(?:with|on|against|over|has|as|needs|to have|onto) )?
      (?:an? |the )?(?:transparent|see-through|alpha|clear|empty|no) (?:{BACKGROUND}|bg png|alpha channel)
      (?: (?:please|version|copy|instead))?
    |(?:{GIVE}(?:{IT}|{WHOM}) )?(?:no|without(?: (?:a|the|any))?) {BACKGROUND}
    |{BACKGROUND} removal (?:on|for|of|from) (?:{IT}|{WHOM})
    |(?:remove|delete|erase|drop|lose|cut|get rid of|take out|ditch|clear) everything (?:behind|around) (?:{IT}|him|her)
    |(?:remove|delete|erase|drop|lose|get rid of|cut out) everything (?:except|but|besides) (?:{IT}|{WHOM})
    |(?:make|turn|get|have|need|want|leave) (?:the |its |that |this |your )?{BACKGROUND}(?: be)? (?:transparent
      |see-through|clear|gone|removed|disappear|go away|off|empty)
    |{BACKGROUND} (?:transparent|removal|gone|removed|off|out)
    |make {IT} transparent
    |{GIVE}?(?:{IT}|{WHOM}) (?:on|over|onto) (?:a )?transparent
    |cut (?:{MARK}|him|her|them|this|{WHOM}) out(?: (?:from|of) (?:the |its )?(?:{BACKGROUND}|scene|picture|photo
      |image|{MARK}|it|this))?(?: (?:for me|please|cleanly))?
    |cut out (?:{MARK}|him|her|them|{WHOM})(?: (?:from|of|in) (?:the |its |her |his |their )?(?:{BACKGROUND}
      |scene|picture|photo|image|{MARK}))?
    |(?:isolate|extract|mask|silhouette|lift) (?:{IT}|{WHOM})(?: (?:from|off|out of) (?:the |its )?
      (?:{BACKGROUND}|scene|picture|photo|image|rest))?
    |(?:isolate|extract) (?:the )?(?:subject|product|person|foreground)(?: .{{1,30}})?
    |{GIVE}?(?:an? |the )?(?:clean )?cut-?out(?: version)?(?: of (?:{IT}|{WHOM}))?
    |just (?:the )?(?:subject|product|foreground)
    |(?:lift|knock|pull) (?:{IT}|{WHOM}) (?:off|out of) (?:the |its )?{BACKGROUND}){TAIL}
    """
)

NEW_BACKGROUND = joined(
    rf"""
    (?:(?:put|place|set|have|drop|move|stick|shoot|show|get|paste|want|need) (?:{IT}|{WHOM}) (?:on|in front of
      |against|over|onto|with|before|in) (?:an? |the |some )?(?!(?:in the|the same|same|blurr|transparent|no)\b)
      (?:[\w'-]+ ){{0,5}}?{BACKGROUND}
    |(?:(?:put|place|set|have|drop|move|stick|show|get|want|need) )?(?:{MARK}|it|this|that|him|her
      |them) (?:in front of|against) (?:an? |the |some )?(?:[\w'-]+ ){{0,4}}?(?:{PLAIN}|{SCENE}|wall|curtain|paper)
    |(?:change|replace|swap|switch|exchange|turn) (?:out )?(?:the |its |that |this |her |his |my )?
      (?:whole |entire )?{BACKGROUND}(?: (?:out|of {IT}|behind {WHOM}))?(?: (?:to|into|with|for|by|from) [\w'&-]+
      (?: [\w'&-]+){{0,11}})?
    |(?:make|set|colou?r|paint) (?:the |its |that |this )?(?:whole |entire )?{BACKGROUND}(?: behind {WHOM})?
      (?: (?:to|be))? (?:(?:an? (?!bit\b|little\b|lot\b|tad\b|touch\b)[\w'-]+(?: [\w'-]+){{0,5}})|(?:(?:all|just
      |plain|solid|pure|bright|light|pale|dark|deep|soft|flat|sky) )*{PLAIN}(?: (?:studio|gradient|{PLAIN}))?)
    |(?:(?:{GIVE}|try |use |how about )?(?:{IT} |{WHOM} )?(?:(?:with|on|against|over|onto) )?(?:an? |some )?(?:
      (?:new|different|other|another|fresh|proper|nicer|better) ){{1,2}}(?:[\w'-]+ )?{BACKGROUND}(?: (?:please
      |entirely|altogether))?)
    |(?:(?:{GIVE}|try |use )(?:{IT} |{WHOM} )?(?:(?:with|on|against|over|onto) )?(?:an? )?|(?:{IT} |{WHOM} )?
      (?:with|on|against|over|onto) an? |an? )(?:(?!{CHANGED}\b|{IT}\b)[\w'-]+ ){{1,4}}{BACKGROUND}(?: (?:instead
      |please|behind {WHOM}))?
    |(?:(?:with|on|against|over|onto) )?(?:(?!{CHANGED}\b)[\w'-]+ ){{0,2}}?(?:{PLAIN}|{SCENE}) (?:(?:{PLAIN}
      |{SCENE}|wall|colou?red|themed|style) ){{0,2}}{BACKGROUND}(?: (?:instead|please|behind {WHOM}))?
    |(?:put|place|set|stand|stick|drop|show|have|want|need) (?:{IT}|{WHOM}) (?:on|against|over|onto) (?:just )?
      (?:(?:plain|solid|pure|flat|simple) )?{PLAIN}
    |(?:same|keep the) (?:[\w'-]+ )(?:on|in front of|against|with) an? (?:[\w'-]+ ){{0,3}}{BACKGROUND}
    |(?:new|different|another) {BACKGROUND}(?: .{{1,40}})?
    |{BACKGROUND} (?:should|to|must) be [\w'-]+(?: [\w'-]+){{0,5}}){TAIL}
    """
)

EXTEND = joined(
    rf"""
    (?:(?:extend|outpaint|uncrop|expand|widen|broaden|continue|stretch)(?: out)?(?: (?:{IT}|(?:the )?(?:canvas
      |frame|scene|borders?|edges?|view|framing|background|sky|ground|landscape|horizon|{SIDE}(?: (?:side|edge
      |hand side))?)(?: of (?:{IT}|the (?:canvas|frame)))?))?(?: (?:to|on|at|toward|towards|out|outwards?
      |upwards?|downwards?|up|down|left|right|left and right|sideways|both|all|in|by|the|a|bit|little|further
      |more|beyond|sides?|ways?|directions?|canvas|frame|edges?|and|around|horizontally|vertically|{SIDE}
      |[0-9]{{1,4}} ?(?:px|pixels?|%|percent)))*+
    |zoom (?:{IT} )?(?:way )?out(?: {IT})?{BIT}(?: (?:on|of) {IT})?(?: please)?
    |(?:pull|move|step|back) (?:back|out|up) (?:a (?:bit|little)|some|further)
    |(?:pull|move|take|bring) the camera (?:back|out|away|further (?:back|out|away)){BIT}
    |(?:show|reveal|see|give|get)(?: (?:me|us))? (?:a (?:bit|little) )?more (?:of )?(?:to |on |at |towards? )?the {SIDE}
      (?: (?:side|edge))?
    |(?:make|get|want|need) {IT}{BIT} (?:even )?(?:wider|taller|panoramic|ultra-?wide|wide-?screen
      |an? (?:panorama|wide ?screen|wide shot|landscape format))(?: (?:instead|please))?
    |(?:{AMOUNT}|not \w+,? )(?:wider|taller)(?: (?:please|instead|shot|view|frame|framing))?
    |(?:go|keep going|keep it going|carry on|continue) (?:on )?(?:wider|upwards?|downwards?|outwards?|sideways
      |to the (?:left|right)|left|right)(?: (?:into|to|beyond|past) .{{1,30}})?
    |(?:a |go for a )?wider (?:shot|view|frame|framing|canvas|crop|picture|image|version)(?: of {IT})?
    |(?:see|show|show me|show us|reveal|fill in|draw) what(?:'s| is) (?:to the (?:left|right)|beyond|outside
      |above|below|around|past)(?: .{{1,30}})?
    |(?:add|need|want|leave|give|give it|give me|give us|get|make|see|show|show me)(?: (?:{IT}|me|us))? ?(?:
      (?:some|more|extra|a bit more|a bit of|a little more|a little|a lot more|lots of|empty|blank|additional|bit
      |of|the) ){{1,3}}{SPACE}(?: (?:on|at|to|above|below|around|over|beneath|under|in|either|for|by)\b.{{0,40}})?
    |add (?:space|room|headroom|padding|margin|bleed) (?:on|at|above|below|around|to the)\b.{{0,40}}
    |(?:more|extra|some) {SPACE}(?: (?:on|at|to|above|below|around|over|under|either|for)\b.{{0,40}})){TAIL}
    """
)

RESTORE = joined(
    rf"""
    (?:(?:de-?noise|de-?blur|un-?blur|restore|de-?scratch|de-?haze|re-?store|de-?grain|de-?pixelate|repair)
      (?: (?:{IT}|(?:the|this|that|my|our|[a-z]+'s) (?:[\w'-]+ ){{0,3}}(?:photo|picture|scan|print
      |image|portrait|snapshot|polaroid|negative)|the (?:faded )?colou?rs))?(?: (?:a (?:bit|little)|properly
      |please|to .{{1,30}}))?
    |(?:(?:can|could) you )?(?:fix(?: up)?|clean(?: up)?|remove|get rid of|reduce|take out|lose|clear(?: up)?
      |repair|kill|erase|touch up|smooth(?: out)?|tone down|heal|eliminate|cut|drop|less|undo|sort out|mend|ditch
      |tidy up) {DAMAGES}(?: (?:from|in|on|of) (?:{IT}|(?:(?:the|this|my|our|his|her) )?(?:[\w'-]+ )?(?:photo|picture
      |scan|print|image|portrait|negative|polaroid)))?
    |clean {DAMAGES} up
    |clean up (?:the|this|that|my|our) (?:old|scanned|faded|damaged|grainy|noisy|blurry)(?: [\w'-]+)? ?(?:photo
      |picture|scan|print|image|{THING})
    |(?:fix(?: up)?|repair|clean up|rescue|save|revive|restore|touch up|colou?rize|sharpen(?: up)?) (?:this|the
      |that|my|our) (?:old|damaged|faded|torn|blurry|grainy|scratched|vintage|family|noisy|pixelated)
      (?: [\w'-]+){{0,2}} (?:photo|photograph|picture|image|pic|scan|print|portrait|shot|polaroid|snapshot|one)
    |bring (?:this|the|that|my) old (?:photo|picture|scan) back to life
    |make {IT} {AMOUNT}(?:less (?:grainy|noisy|blurry|pixelated|scratched|fuzzy|hazy)|not (?:so )?(?:grainy|noisy
      |blurry|pixelated|fuzzy)|unblurry)
    |less (?:noise|grain|grainy|noisy|blurry|pixelated)
    |(?:noise|grain) reduction
    |colou?rize (?:{IT}|this old .{{1,20}})){TAIL}
    """
)

ADJUST = joined(
    rf"""
    (?!crop tops?\b)(?:{AMOUNT}{TONED}(?: (?:overall|please|all over|everywhere|throughout|in general))?
    |(?:make|get|want|need|keep|render|have|turn) {IT} (?:all )?{AMOUNT}(?:{TONED}|(?:in |into |to )?{COLOURLESS}
      |upside down|(?:a )?square crop)(?: (?:overall|please))?
    |(?:could|can|should) (?:it|this) be {AMOUNT}{TONED}
    |(?:bump|boost|increase|raise|lower|reduce|turn|up|drop|add|more|less|dial|decrease|pump|push|tone|crank|lift
      |pull|bring|fix|adjust|correct|tweak|kill|kick|punch|higher|give (?:it|this))(?: (?:up|down|back|in))?
      (?: (?:some|a bit of|a little|a bit more|a little more|more|less|of|a touch of)){{0,3}} ?
      (?:the |its |overall )?{TONE}(?: and (?:the )?{TONE})?(?: (?:up|down|back|of {IT}|on {IT}|in {IT}|a (?:bit
      |little|tad|lot|touch|notch)|slightly|by .{{1,12}}|to .{{1,12}}|overall|please)){{0,3}}
    |(?:brighten|darken|sharpen|desaturate|saturate|lighten|warm|cool|straighten|tilt|level|invert|flip|mirror|rotate
      |crop|grey ?scale|gray ?scale|trim|turn|auto-?level|white[ -]?balance|expose)(?: {IT})?(?: (?:up
      |down))?{BIT}(?: (?:horizontally|vertically|left to right|sideways|upside down|clockwise|anti-?clockwise
      |counter-?clockwise|left|right|around|(?:by )?[0-9]{{1,3}}(?: ?degrees| ?deg|°|%| percent)?(?: (?:clockwise
      |counter-?clockwise|left|right|to the left|to the right))?|to the (?:left|right)|the other way(?: round
      | around)?))?(?<!turn)(?<!turn it)(?<!turn this)(?<!turn that)(?<!turn up)(?<!turn down)(?<!turn it up)
      (?<!turn it down)
    |make {IT} (?:square|portrait|landscape|[0-9]{{1,2}} ?[:x/] ?[0-9]{{1,2}}) by (?:trimming|cropping|cutting)(?: .{{1,20}})?
    |crop (?:{IT} )?(?:to |into |in |at |as |down |off |out |a |an |the |closer |tighter |tight |it ){{0,4}}(?:{IT}
      |square|[0-9]{{1,2}} ?[:x/] ?[0-9]{{1,2}}|portrait|landscape|widescreen|closer|tighter|in|circle|
      (?:[0-9]{{1,4}} ?(?:px|pixels|%) )?{SIDE}(?: .{{1,24}})?|(?:the )?(?:face|head|subject|upper body
      |empty .{{1,16}})|around (?:him|her|it|them|the [\w'-]+)|just .{{1,20}})
    |(?:cut|trim|chop|shave|slice|lop|crop)(?: off| out)? (?:a (?:bit|little|strip) (?:off|from) )?
      (?:the |some of the |a bit of the )?{SIDE}(?: (?:off|[0-9]{{1,4}} ?(?:px|pixels|%|percent)(?: off)?|third
      |half|quarter|edges?|side|bit|part|a bit|border))?
    |{GIVE}?(?:an? )?(?:tighter|square|closer|tight|[0-9]{{1,2}}:[0-9]{{1,2}}|portrait|landscape) crop
      (?: (?:of {IT}|please))?
    |(?:make|turn|convert|change|switch|put|set|render|do|give me|show me|want|need)? ?{IT} ?(?:in|into|to|as
      |all)? ?{COLOURLESS}(?: (?:please|version))?
    |(?:(?:convert|turn|change|switch) )?(?:in|into|as|to|go|all)? ?(?:full )?{COLOURLESS}(?: (?:please|version|instead))?
    |(?:flip|mirror) {IT} .{{1,16}}){TAIL}
    """
)

EXPORT = joined(
    rf"""
    (?:export(?: {IT})?(?: (?:as|to|in|for|at) .{{1,60}})?
    |(?:{GIVE}(?:{IT} |.{{0,12}} )?|{IT} )?(?:(?:as|in|to|into|for) )?(?:(?:an?|the|some|separate|proper|plain
      |clean|small|smaller|large|big|flat|web|print|printable|print-ready|high[ -]?res|compressed|lossless|ready
      |transparent|full[ -]size|quality|optimi[sz]ed|[0-9x]{{2,11}}(?: ?(?:px|pixels?|dpi))?) ){{0,3}}{FORMAT}(?:
      (?: and|,| or| &|, and) (?:an? )?{FORMAT})*(?: (?:file|version|copy|export|format|of {IT}|please
      |at .{{1,24}}|in .{{1,20}}|under .{{1,12}}|with .{{1,24}}|[0-9x]{{2,11}}(?: ?px)?)){{0,3}}
    |(?:download|export)(?: {IT})?
    |{GIVE}(?:the |an? )?(?:(?:full|high|original|print|hi|web|final|raw|big|source)[ -]?(?:res(?:olution)?|size
      |quality|ready)? )?(?:file|download|original file)(?: (?:of|for) {IT})?
    |(?:get|make|prepare|prep|format|size|resize|set|optimi[sz]e|have|fit|export|ready|cut|adapt|render)
      (?: {IT})?(?: (?:ready|fit|sized|formatted|right)){{0,4}} (?:for|to fit|as|to|into|in) (?:an? |the |my |our )?
      (?:{PLACE})(?: (?:{PLACE}|ready|size|format|dimensions|page|profile|use)){{0,4}}
    |{IT} (?:for|to fit|sized for) (?:{PLACE})(?: (?:{PLACE}))?
    |make {IT} fit (?:on |in |into )?(?:{PLACE})(?: (?:{PLACE}))?
    |(?:resize|scale) (?:{IT} )?(?:down )?to [0-9]{{2,5}} ?(?:px|pixels|x ?[0-9]{{2,5}}|by [0-9]{{2,5}}).{{0,20}}
    |(?:make|get) {IT} (?:print|web)[ -]ready
    |(?:an? |the )?(?:print|web)[ -](?:ready|optimi[sz]ed)(?: (?:file|version|copy|pdf))?
    |{GIVE}(?:{IT} )?(?:as |in |an? )*(?:a[0-6]|us letter|letter size|{PLACE}[ -]siz(?:e|ed)|web[ -]siz(?:e|ed))
      (?: .{{1,24}})?
    |a[0-6] at [0-9]{{2,4}} ?dpi(?: .{{1,40}})?
    |{PLACE} (?:size|format|version|dimensions)){TAIL}
    """
)

ANIMATE = joined(
    rf"""
    (?:animate(?: (?:it|{IT}|him|her|them|just|only|the)\b.{{0,80}})?
    |animated(?: version)?(?: of {IT})?
    |(?:bring|get) {IT} (?:to life|moving|in motion)
    |(?:set|put) {IT} in motion
    |make {IT} (?:move|come alive|come to life|animated|moving)(?: .{{1,30}})?
    |make (?:the|her|his) [\w' -]{{2,30}} move(?: (?!to|left|right|up|down|away|back|closer|over|in\b).{{1,24}})?
    |(?:add|give (?:it|this)|with) (?:some |a (?:bit|little) (?:of )?|subtle |gentle )*(?:motion|animation
      |movement)(?: .{{1,30}})?
    |(?:make|turn|convert|give|get|do|want|need|render|produce|generate|gimme|create|have|loop|export|save)(?: me
      | us)?(?: {IT})?(?: (?:into|to|as|in))?(?: (?:an?|some|one|short|little|quick|tiny|seamless|looping|silent
      |subtle|animated|moving|social|instagram|vertical|{NUMBER}|[0-9]{{1,2}}s|{NUMBER}[ -]?(?:second|sec|s)s?
      |second|sec)){{0,6}} {MOVING}(?: .{{0,60}})?
    |(?:an? |short |little |quick |{NUMBER}[ -]?(?:second|sec|s) |looping |animated ){{1,4}}{MOVING}(?: (?:of
      |from) {IT})?
    |{GIVE}(?:{IT} |an? )?(?:moving|animated) (?:version|picture|image|one)(?: of {IT})?
    |loop {IT}){TAIL}
    """
)
