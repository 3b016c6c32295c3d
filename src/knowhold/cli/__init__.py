"""The command line: parse in, call one function of the core or one verb, print."""
