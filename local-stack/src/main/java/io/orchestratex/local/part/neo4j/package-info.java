/** Neo4j Community with one account; in no stack unless it is asked for. */
@NullMarked
package io.orchestratex.local.part.neo4j;

import org.jspecify.annotations.NullMarked;
