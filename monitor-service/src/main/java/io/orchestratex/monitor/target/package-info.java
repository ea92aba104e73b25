/** What is measured, and where it is. */
@NullMarked
package io.orchestratex.monitor.target;

import org.jspecify.annotations.NullMarked;
