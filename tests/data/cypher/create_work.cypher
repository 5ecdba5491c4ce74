// A work, whether or not there is one of that id.
CREATE (:Work {id: $id})
