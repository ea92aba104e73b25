@NullMarked
package io.orchestratex.gateway.console.schedules;

import org.jspecify.annotations.NullMarked;
