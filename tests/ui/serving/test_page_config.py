"""The configuration in the page.

What a script reads stays, the rest goes, and nothing in it ends its script.
"""

import json

from ui.serving.gradio_chunks import read_config
from ui.serving.page_config import lean_config, with_lean_config

TITLE = '__i18n__{"__type__": "translation_metadata", "key": "page.title"}'
CONFIG = {
    "components": [
        {"id": 1, "type": "html", "props": {"label": TITLE, "name": "html", "likeable": False}, "api_info": {}},
        {"id": 2, "type": "tabs", "props": {"visible": True, "name": "tabs", "_selectable": False}},
    ],
    "layout": {"id": 0, "children": [{"id": 1}]},
    "i18n_translations": {"en": {"page.title": "Title", "page.title.other": "Other"}, "zh": {"page.title": "标题"}},
    "title": "</script>",
}


def test_of_the_configuration_stays_what_the_page_reads() -> None:
    lean = lean_config(CONFIG)
    assert lean["components"] == [
        {"id": 1, "type": "html", "props": {"label": TITLE}},
        {"id": 2, "type": "tabs", "props": {"visible": True, "name": "tabs"}},
    ]
    assert lean["i18n_translations"] == {"en": {"page.title": "Title"}, "zh": {"page.title": "标题"}}
    assert lean["layout"] == CONFIG["layout"]


def test_it_stands_in_the_page_where_it_stood() -> None:
    page = f"<script>window.gradio_config = {json.dumps(CONFIG)};</script><body>after</body>"
    lean = with_lean_config(page)
    assert lean.startswith("<script>window.gradio_config = {")
    assert lean.endswith("};</script><body>after</body>")
    assert lean.count("</script>") == 1
    assert read_config(lean)[0] == lean_config(CONFIG)
