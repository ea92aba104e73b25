/** Real engines and the five services on one machine, one process each; also the tests' fixture. */
@NullMarked
package io.orchestratex.local;

import org.jspecify.annotations.NullMarked;
