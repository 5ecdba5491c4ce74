// Take back whom some pages mention.
// params:  urls: list<string>
UNWIND $urls AS url
MATCH (:Page {url: url})-[m:MENTIONS]->()
DELETE m
