/** Agents and tasks in PostgreSQL. */
@NullMarked
package io.orchestratex.session.store.postgresql;

import org.jspecify.annotations.NullMarked;
