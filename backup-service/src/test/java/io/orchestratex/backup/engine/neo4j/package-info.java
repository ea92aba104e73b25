/** Neo4j as a process of its own. */
@NullMarked
package io.orchestratex.backup.engine.neo4j;

import org.jspecify.annotations.NullMarked;
