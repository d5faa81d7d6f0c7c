"""The shapes of Block Kit: what each block and element may hold. Closed: what is not named here is refused."""

from __future__ import annotations

SELECTS = "static_select external_select users_select conversations_select channels_select"
MULTI = "multi_static_select multi_external_select multi_users_select multi_conversations_select multi_channels_select"
PICKERS = "datepicker timepicker datetimepicker"
TYPED = "plain_text_input email_text_input url_text_input number_input rich_text_input"
SETS = {
    "text": "plain_text mrkdwn",
    "image": "image",
    "in_actions": f"button overflow radio_buttons checkboxes workflow_button {SELECTS} {MULTI} {PICKERS}",
    "accessory": f"button overflow radio_buttons checkboxes workflow_button image {SELECTS} {MULTI} {PICKERS}",
    "in_context": "image plain_text mrkdwn",
    "in_input": f"radio_buttons checkboxes file_input {TYPED} {SELECTS} {MULTI} {PICKERS}",
    "in_context_actions": "feedback_buttons icon_button",
    "rich": "rich_text_section rich_text_list rich_text_preformatted rich_text_quote",
    "rich_leaf": "text emoji link user usergroup channel broadcast color date team",
    "button": "button",
    "card": "card",
    "task_card": "task_card",
    "rich_text": "rich_text",
    "cell": "raw_text raw_number rich_text",
    "child": "section context actions image divider header rich_text markdown table",
    "overflow": "overflow",
}
_ACTION = "action_id?:str"
_MENU = f"{_ACTION} placeholder?:plain confirm?:confirm focus_on_load?:bool"
_BUTTON = f"{_ACTION} text:plain value?:str confirm?:confirm accessibility_label?:str visible_to_user_ids?:[str]"
_TYPED = f"{_ACTION} placeholder?:plain focus_on_load?:bool dispatch_action_config?:dispatch"
_OPTIONS = "options:[option] confirm?:confirm focus_on_load?:bool"
_RICH = "elements:[@rich_leaf]"

# A field is name:kind, with ? where it may be left out; [kind] is a list; @name is one of a set above.
BLOCKS = {
    "section": "text?:@text fields?:[@text] accessory?:@accessory expand?:bool",
    "divider": "",
    "image": "alt_text:str image_url?:str slack_file?:slack_file title?:plain",
    "actions": "elements:[@in_actions]",
    "context": "elements:[@in_context]",
    "context_actions": "elements:[@in_context_actions]",
    "input": "label:plain element:@in_input hint?:plain optional?:bool dispatch_action?:bool",
    "header": "text:plain",
    "markdown": "text:str",
    "file": "external_id:str source:str",
    "video": "video_url:str thumbnail_url:str alt_text:str title:plain title_url?:str author_name?:str "
    "provider_name?:str provider_icon_url?:str description?:plain",
    "rich_text": "elements:[@rich]",
    "table": "rows:any column_settings?:any",
    "task_card": "task_id:str title:str status?:str details?:@rich_text output?:@rich_text sources?:any",
    "plan": "title:str tasks?:[@task_card]",
    "card": "title?:@text subtitle?:@text body?:@text hero_image?:@image icon?:@image actions?:[@button]",
    "carousel": "elements:[@card]",
    "alert": "text:@text level?:str",
    "container": "child_blocks:[@child] title?:plain rich_text_title?:@rich_text subtitle?:@text icon?:@image "
    "is_collapsible?:bool default_collapsed?:bool width?:str has_header_divider?:bool",
}
ELEMENTS = {
    "plain_text": "text:str emoji?:bool",
    "mrkdwn": "text:str verbatim?:bool",
    "image": "alt_text:str image_url?:str slack_file?:slack_file",
    "button": f"{_BUTTON} url?:str style?:str",
    "icon_button": f"{_BUTTON} icon:str",
    "feedback_buttons": f"{_ACTION} positive_button:any negative_button:any",
    "workflow_button": f"{_ACTION} text:plain workflow:any style?:str accessibility_label?:str",
    "overflow": f"{_ACTION} options:[option] confirm?:confirm",
    "radio_buttons": f"{_ACTION} {_OPTIONS} initial_option?:option",
    "checkboxes": f"{_ACTION} {_OPTIONS} initial_options?:[option]",
    "static_select": f"{_MENU} options?:[option] option_groups?:[group] initial_option?:option",
    "external_select": f"{_MENU} initial_option?:option min_query_length?:int",
    "users_select": f"{_MENU} initial_user?:str",
    "conversations_select": f"{_MENU} initial_conversation?:str default_to_current_conversation?:bool "
    "response_url_enabled?:bool filter?:any",
    "channels_select": f"{_MENU} initial_channel?:str response_url_enabled?:bool",
    "multi_static_select": f"{_MENU} options?:[option] option_groups?:[group] initial_options?:[option] "
    "max_selected_items?:int",
    "multi_external_select": f"{_MENU} initial_options?:[option] min_query_length?:int max_selected_items?:int",
    "multi_users_select": f"{_MENU} initial_users?:[str] max_selected_items?:int",
    "multi_conversations_select": f"{_MENU} initial_conversations?:[str] default_to_current_conversation?:bool "
    "filter?:any max_selected_items?:int",
    "multi_channels_select": f"{_MENU} initial_channels?:[str] max_selected_items?:int",
    "datepicker": f"{_MENU} initial_date?:str",
    "timepicker": f"{_MENU} initial_time?:str timezone?:str",
    "datetimepicker": f"{_ACTION} confirm?:confirm focus_on_load?:bool initial_date_time?:int",
    "plain_text_input": f"{_TYPED} initial_value?:str multiline?:bool min_length?:int max_length?:int",
    "email_text_input": f"{_TYPED} initial_value?:str",
    "url_text_input": f"{_TYPED} initial_value?:str",
    "number_input": f"{_TYPED} is_decimal_allowed:bool initial_value?:str min_value?:str max_value?:str",
    "rich_text_input": f"{_TYPED} initial_value?:any",
    "file_input": f"{_ACTION} filetypes?:[str] max_files?:int",
    "rich_text_section": _RICH,
    "rich_text_quote": f"{_RICH} border?:int",
    "rich_text_preformatted": f"{_RICH} border?:int",
    "rich_text_list": "elements:[rich_section] style:str indent?:int offset?:int border?:int",
    "raw_text": "text:str",
    "raw_number": "value:num text?:str",
    "text": "text:str style?:any",
    "emoji": "name:str unicode?:str skin_tone?:int style?:any",
    "link": "url:str text?:str unsafe?:bool style?:any",
    "user": "user_id:str style?:any",
    "usergroup": "usergroup_id:str style?:any",
    "channel": "channel_id:str style?:any",
    "broadcast": "range:str style?:any",
    "color": "value:str style?:any",
    "date": "timestamp:int format:str url?:str fallback?:str style?:any",
    "team": "team_id:str style?:any",
}
# Objects without a type.
OBJECTS = {
    "option": "text:@text value:str description?:@text url?:str",
    "group": "label:plain options:[option]",
    "confirm": "title:plain text:@text confirm:plain deny:plain style?:str",
    "slack_file": "id?:str url?:str",
    "dispatch": "trigger_actions_on?:[str]",
}
VIEWS = {
    "modal": "title:plain blocks:any submit?:plain close?:plain private_metadata?:str callback_id?:str "
    "clear_on_close?:bool notify_on_close?:bool external_id?:str submit_disabled?:bool",
    "home": "blocks:any private_metadata?:str callback_id?:str external_id?:str",
}
# The least and most characters of a text or members of a list: of a block or element, by its type and field.
LENGTHS = {
    "section.text": (1, 3000),
    "section.fields": (1, 10),
    "section.fields[]": (1, 2000),
    "header.text": (1, 150),
    "context.elements": (1, 10),
    "actions.elements": (1, 25),
    "context_actions.elements": (1, 5),
    "input.label": (1, 2000),
    "input.hint": (1, 2000),
    "image.alt_text": (1, 2000),
    "image.title": (1, 2000),
    "image.image_url": (1, 3000),
    "markdown.text": (1, 12_000),
    "button.text": (1, 75),
    "button.value": (1, 2000),
    "button.url": (1, 3000),
    "button.accessibility_label": (1, 75),
    "confirm.title": (1, 100),
    "confirm.text": (1, 300),
    "confirm.confirm": (1, 30),
    "confirm.deny": (1, 30),
    "option.text": (1, 75),
    "option.value": (1, 150),
    "option.description": (1, 75),
    "group.label": (1, 75),
    "group.options": (1, 100),
    "static_select.options": (1, 100),
    "static_select.option_groups": (1, 100),
    "multi_static_select.options": (1, 100),
    "multi_static_select.option_groups": (1, 100),
    "overflow.options": (1, 5),
    "radio_buttons.options": (1, 10),
    "checkboxes.options": (1, 10),
    "carousel.elements": (1, 10),
    "card.title": (1, 150),
    "card.subtitle": (1, 150),
    "card.body": (1, 200),
    "container.title": (1, 150),
    "container.child_blocks": (1, 10),
    "modal.title": (1, 24),
    "modal.submit": (1, 24),
    "modal.close": (1, 24),
    "modal.private_metadata": (0, 3000),
    "modal.callback_id": (1, 255),
    "modal.external_id": (1, 255),
    "home.private_metadata": (0, 3000),
    "home.callback_id": (1, 255),
    "home.external_id": (1, 255),
    "plain_text.text": (1, 3000),
    "mrkdwn.text": (1, 3000),
}
ANYWHERE = {"action_id": (1, 255), "block_id": (1, 255), "placeholder": (1, 150)}
NOT_IN = {
    "message": {"file_input", "alert"},
    "modal": {"markdown", "table", "file", "task_card", "plan", "context_actions", "card", "carousel", "container"},
    "home": {"markdown", "table", "file", "task_card", "plan", "context_actions", "file_input", "alert"},
}
ONE_OF = {
    "image": (("image_url", "slack_file"), True),
    "slack_file": (("id", "url"), True),
    "section": (("text", "fields"), False),
    "static_select": (("options", "option_groups"), True),
    "multi_static_select": (("options", "option_groups"), True),
    "container": (("title", "rich_text_title"), True),
    "card": (("hero_image", "title", "actions", "body"), False),
}
VALUES = {
    "button.style": {"primary", "danger"},
    "alert.level": {"default", "info", "warning", "error", "success"},
    "task_card.status": {"pending", "in_progress", "complete", "error"},
    "rich_text_list.style": {"bullet", "ordered"},
    "container.width": {"narrow", "standard", "wide", "full"},
    "confirm.style": {"primary", "danger"},
}
