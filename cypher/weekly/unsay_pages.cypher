// Take out of the reasons of published weeks what only stood on some pages.
// params:  urls: list<string>, reason: string
// returns: tracks: integer
MATCH (p:Playlist {kind: 'weekly'})-[c:CONTAINS]->(:Track)
WHERE p.week IS NOT NULL AND any(url IN $urls WHERE c.reason CONTAINS url)
SET c.reason = $reason, c.path = []
RETURN count(c) AS tracks
