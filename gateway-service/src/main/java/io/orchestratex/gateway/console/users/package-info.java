/** The pages about users. */
@NullMarked
package io.orchestratex.gateway.console.users;

import org.jspecify.annotations.NullMarked;
