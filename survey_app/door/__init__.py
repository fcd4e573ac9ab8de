"""How a request comes in: access, cookies, headers, errors, forms, languages, navigation, assets."""
