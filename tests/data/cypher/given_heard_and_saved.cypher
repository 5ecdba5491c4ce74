// Mira heard one track under two names, skipped another, saved a third; Tom heard a fourth.
CREATE (mira:User {id: 'mira', local: true}), (tom:User {id: 'tom', local: true})
CREATE (heard:Track {id: 't1'}), (skipped:Track {id: 't2'}), (saved:Track {id: 't3'}), (other:Track {id: 't4'})
CREATE (mira)-[:LISTENED {plays: 2, skips: 0}]->(heard), (mira)-[:SAVED]->(heard)
CREATE (mira)-[:LISTENED {plays: 0, skips: 1}]->(skipped)
CREATE (mira)-[:SAVED]->(saved), (tom)-[:LISTENED {plays: 1, skips: 0}]->(other)
CREATE (:Alias {id: 'name:a|b'})-[:NAMES]->(heard), (:Alias {id: 'mbid:1'})-[:NAMES]->(heard)
CREATE (:Alias {id: 'name:c|d'})-[:NAMES]->(skipped), (:Alias {id: 'name:e|f'})-[:NAMES]->(saved)
CREATE (:Alias {id: 'name:g|h'})-[:NAMES]->(other)
