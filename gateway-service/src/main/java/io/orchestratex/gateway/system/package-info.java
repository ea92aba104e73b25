/** What the system is made of, and the settings in force. */
@NullMarked
package io.orchestratex.gateway.system;

import org.jspecify.annotations.NullMarked;
