/** Measures engines, the host and the services, keeps the samples and shows them. */
@NullMarked
package io.orchestratex.monitor;

import org.jspecify.annotations.NullMarked;
