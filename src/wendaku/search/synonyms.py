"""The synonyms of words.yaml, as searches look them up."""

from collections import defaultdict

from wendaku.config import Config
from wendaku.search.index import fold


def synonym_table(config: Config) -> dict[str, list[str]]:
    """Each word of words.yaml's synonyms to the words that it also finds, all folded."""
    table: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for group in config.words.synonyms:
        for word in map(fold, group.words):
            for other in map(fold, group.to or group.words):
                if word and other and other != word:
                    table[word][other] = None
    return {word: list(others) for word, others in table.items()}
