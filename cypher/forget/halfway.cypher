// Whether somebody is being forgotten and it never came to its end.
// params:  id: string
// returns: halfway: boolean
RETURN EXISTS { (:Forgotten {id: $id, finished: false}) } AS halfway
