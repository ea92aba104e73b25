/** What a service is and runs on, for the page about the system. */
@NullMarked
package io.orchestratex.kit.system;

import org.jspecify.annotations.NullMarked;
