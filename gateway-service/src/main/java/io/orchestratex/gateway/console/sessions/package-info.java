/** The pages about sessions, their threads, and asking models. */
@NullMarked
package io.orchestratex.gateway.console.sessions;

import org.jspecify.annotations.NullMarked;
