package io.orchestratex.monitor.probe.mongodb;

/** Where a collection is. */
record Namespace(String database, String collection) {}
