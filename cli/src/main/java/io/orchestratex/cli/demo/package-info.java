/** The story of the system, played on the running stack. */
@NullMarked
package io.orchestratex.cli.demo;

import org.jspecify.annotations.NullMarked;
