import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme } from './hooks/theme.ts';
import { takeTokenFromAddress } from './platform/session.ts';
import './style/base.css';
import './style/frame.css';
import './style/views.css';

takeTokenFromAddress();
applyTheme();
const place = document.getElementById('app');
if (place) render(<App />, place);
