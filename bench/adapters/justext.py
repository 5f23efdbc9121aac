"""jusText: paragraphs classified by length, link density and stop words, which the caller picks."""

import re

_DECLARED = re.compile(r"<html\b[^>]*?\slang\s*=\s*[\"']?\s*([A-Za-z]{2,3})\b", re.IGNORECASE)
STOPLISTS = {  # BCP 47 primary subtag -> jusText's name of the list
    "af": "Afrikaans", "sq": "Albanian", "ar": "Arabic", "an": "Aragonese", "hy": "Armenian", "rup": "Aromanian", "ast": "Asturian",
    "az": "Azerbaijani", "eu": "Basque", "be": "Belarusian", "bn": "Bengali", "bpy": "Bishnupriya_Manipuri", "bs": "Bosnian",
    "br": "Breton", "bg": "Bulgarian", "ca": "Catalan", "ceb": "Cebuano", "cv": "Chuvash", "hr": "Croatian", "cs": "Czech",
    "da": "Danish", "nl": "Dutch", "en": "English", "eo": "Esperanto", "et": "Estonian", "fi": "Finnish", "fr": "French",
    "gl": "Galician", "ka": "Georgian", "de": "German", "el": "Greek", "gu": "Gujarati", "ht": "Haitian", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "is": "Icelandic", "io": "Ido", "ig": "Igbo", "id": "Indonesian", "ga": "Irish", "it": "Italian",
    "jv": "Javanese", "kn": "Kannada", "kk": "Kazakh", "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin", "lv": "Latvian",
    "lt": "Lithuanian", "lmo": "Lombard", "nds": "Low_Saxon", "lb": "Luxembourgish", "mk": "Macedonian", "ms": "Malay",
    "ml": "Malayalam", "mt": "Maltese", "mr": "Marathi", "nap": "Neapolitan", "ne": "Nepali", "new": "Newar", "no": "Norwegian_Bokmal",
    "nb": "Norwegian_Bokmal", "nn": "Norwegian_Nynorsk", "oc": "Occitan", "fa": "Persian", "pms": "Piedmontese", "pl": "Polish",
    "pt": "Portuguese", "qu": "Quechua", "ro": "Romanian", "ru": "Russian", "sgs": "Samogitian", "sr": "Serbian", "sh": "Serbo_Croatian",
    "scn": "Sicilian", "sk": "Slovak", "sl": "Slovenian", "es": "Spanish", "su": "Sundanese", "sw": "Swahili", "sv": "Swedish",
    "tl": "Tagalog", "fil": "Tagalog", "ta": "Tamil", "te": "Telugu", "tr": "Turkish", "tk": "Turkmen", "uk": "Ukrainian", "ur": "Urdu",
    "uz": "Uzbek", "vi": "Vietnamese", "vo": "Volapuk", "wa": "Walloon", "war": "Waray_Waray", "cy": "Welsh", "fy": "West_Frisian",
    "pnb": "Western_Panjabi", "yo": "Yoruba",
}  # fmt: skip


def extract(page: str, *, stoplist: str, **thresholds: float) -> str:
    """Return the paragraphs that are not boilerplate, a line each.

    ``stoplist`` is a name of jusText's own lists; "declared" for the list of the language that ``<html lang>`` declares; or "" for none, as
    also where a page declares no language that jusText has a list of: then ``stopwords_low`` and ``stopwords_high`` must be 0, which a
    page without a list is given, else every paragraph is boilerplate. ``thresholds`` go to ``justext.justext``.
    """
    import justext

    name = declared(page) if stoplist == "declared" else stoplist
    words = justext.get_stoplist(name) if name else frozenset()
    limits = thresholds if name or stoplist != "declared" else {**thresholds, "stopwords_low": 0, "stopwords_high": 0}
    paragraphs = justext.justext(page, words, **limits)
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def declared(page: str) -> str:
    """Return the stop list for the language a page declares, "" where none is known."""
    language = _DECLARED.search(page)
    return STOPLISTS.get(language[1].lower(), "") if language else ""
