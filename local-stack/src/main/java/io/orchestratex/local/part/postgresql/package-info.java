/** PostgreSQL, also where the caller is root. */
@NullMarked
package io.orchestratex.local.part.postgresql;

import org.jspecify.annotations.NullMarked;
