/** Neo4j 5 and later, Community as well: a logical export over Bolt, restored in place. */
@NullMarked
package io.orchestratex.backup.engine.neo4j;

import org.jspecify.annotations.NullMarked;
