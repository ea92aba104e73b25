package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads a dumped graph without a server. */
final class Neo4jDump {

  private Neo4jDump() {}

  /** What is in it; fails when it is not whole. */
  static List<ObjectFact> facts(InputStream file, ProgressMonitor monitor) throws IOException {
    try (GraphFacts facts = new GraphFacts()) {
      GraphReader reader = new GraphReader(file);
      for (GraphRecord each = reader.next(); each != null; each = reader.next()) {
        facts.add(each);
        monitor.processed(reader.size());
        monitor.checkpoint();
      }
      return facts.facts();
    }
  }
}
