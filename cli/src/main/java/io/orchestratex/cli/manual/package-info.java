/** What the command line says of itself: help, man page, completion, version. */
@NullMarked
package io.orchestratex.cli.manual;

import org.jspecify.annotations.NullMarked;
