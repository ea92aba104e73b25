package io.orchestratex.backup.engine.neo4j;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * Neo4j's own program, which only drills need.
 *
 * @param programs the folder of an installation of Neo4j Community, or of its jars; where it is not
 *     set, backups of Neo4j are not drilled. It runs on the Java of this service
 */
@ConfigurationProperties("orchestratex.backup.neo4j")
record Neo4jSettings(@Nullable String programs) {

  static final String PROGRAMS = "orchestratex.backup.neo4j.programs";
}
