"""The demo's pictures by rule, no AI model: known words become scenes, or edits of the pictures given."""
