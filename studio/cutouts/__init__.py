"""Cut-outs: pictures with a transparent background, asked for, keyed out and measured."""
