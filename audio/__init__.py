"""The wing that will listen: decoding, log-mel frames, the CNN and descriptors of sound."""
