package io.orchestratex.backup.engine.neo4j;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.neo4j.driver.Value;

/** A piece of a graph, as a dump holds it. */
sealed interface GraphRecord {

  /**
   * A constraint, or an index that belongs to none.
   *
   * @param kind {@code CONSTRAINT} or {@code INDEX}
   * @param type such as {@code UNIQUENESS} or {@code FULLTEXT}
   * @param about what it is about, the same on every version of the server
   * @param statement that makes it
   */
  record Rule(String kind, String name, String type, String about, String statement)
      implements GraphRecord {

    boolean isConstraint() {
      return kind.equals("CONSTRAINT");
    }

    /** Whether every edition knows it. */
    boolean isOfEveryEdition() {
      return !isConstraint() || type.contains("UNIQUENESS");
    }
  }

  /**
   * A node.
   *
   * @param id by which relationships of the same dump name it
   * @param labels in the order of the alphabet
   */
  record Node(long id, List<String> labels, SortedMap<String, Value> properties)
      implements GraphRecord {
    public Node {
      labels = labels.stream().sorted().toList();
      properties = new TreeMap<>(properties);
    }
  }

  /**
   * A relationship.
   *
   * @param start id of a node of the same dump, which comes before it
   * @param end the same
   */
  record Relationship(long start, long end, String type, SortedMap<String, Value> properties)
      implements GraphRecord {
    public Relationship {
      properties = new TreeMap<>(properties);
    }
  }
}
