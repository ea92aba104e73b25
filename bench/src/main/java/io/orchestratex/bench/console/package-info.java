/** What the web console costs its user and its gateway, over stores that are full. */
@NullMarked
package io.orchestratex.bench.console;

import org.jspecify.annotations.NullMarked;
