/** Pages about drills: the list, one drill, and the form that plans and orders one. */
@NullMarked
package io.orchestratex.gateway.console.drills;

import org.jspecify.annotations.NullMarked;
