"""A painter by rule, no AI model: words it knows become scenes; the rest of the prompt seeds the chance in them."""
