/** The pages about alerts. */
@NullMarked
package io.orchestratex.gateway.console.alerts;

import org.jspecify.annotations.NullMarked;
