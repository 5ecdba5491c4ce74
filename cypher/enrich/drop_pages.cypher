// Remove pages and whom they mention.
// params:  urls: list<string>
UNWIND $urls AS url
MATCH (p:Page {url: url})
DETACH DELETE p
