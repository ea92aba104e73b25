/** Tasks that agents work on. */
@NullMarked
package io.orchestratex.session.task;

import org.jspecify.annotations.NullMarked;
