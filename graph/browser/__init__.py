"""What Neo4j Browser shows of a graph: a style, a guide in slides, and the server of both."""
