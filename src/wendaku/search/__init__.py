"""Search: the index of one entry, shards for the browser, its ranking, related questions, the editors' index, export."""
