/** Access tokens and the keys that sign them, refresh tokens and their families. */
@NullMarked
package io.orchestratex.gateway.token;

import org.jspecify.annotations.NullMarked;
