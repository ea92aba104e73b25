/** What the system is made of, who signed in, and what could not be applied. */
@NullMarked
package io.orchestratex.cli.system;

import org.jspecify.annotations.NullMarked;
