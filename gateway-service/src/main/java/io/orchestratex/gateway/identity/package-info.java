/** Users, their passwords and roles, and who signed in. */
@NullMarked
package io.orchestratex.gateway.identity;

import org.jspecify.annotations.NullMarked;
