"""The wing that listens: decoding, log-mel frames, the CNN and descriptors of sound."""
