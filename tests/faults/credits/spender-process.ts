import { serveOrders } from './spender.ts';

serveOrders();
