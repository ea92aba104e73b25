/** How a service works with its PostgreSQL database: transactions, faults, schema, SQL. */
@NullMarked
package io.orchestratex.kit.postgresql;

import org.jspecify.annotations.NullMarked;
